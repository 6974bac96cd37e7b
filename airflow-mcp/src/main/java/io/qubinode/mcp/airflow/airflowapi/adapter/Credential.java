package io.qubinode.mcp.airflow.airflowapi.adapter;

/** Who we are to Airflow. Thread-safe. */
interface Credential {

    /** Of a stranger. */
    Credential NONE = new Credential() {
        @Override
        public String authorization() {
            return null;
        }

        @Override
        public boolean renew(String refused) {
            return false;
        }
    };

    /** The value of the Authorization header; null for none. */
    String authorization();

    /**
     * Forgets a value that Airflow no longer takes.
     *
     * @return whether another can be had
     */
    boolean renew(String refused);
}
