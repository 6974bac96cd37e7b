package io.qubinode.mcp.airflow.airflowapi.adapter;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Makes a value for each key when it is first asked for, which may take a while. A virtual thread that waits meanwhile gives its carrier
 * away; in {@code ConcurrentHashMap.computeIfAbsent} it would keep it. Thread-safe.
 */
final class Once<K, V> {

    private final Function<? super K, ? extends V> make;
    private final Map<K, V> made = new ConcurrentHashMap<>();
    private final ReentrantLock making = new ReentrantLock();

    /** @param make may ask for other keys */
    Once(Function<? super K, ? extends V> make) {
        this.make = make;
    }

    V get(K key) {
        V known = made.get(key);
        return known == null ? makeOnce(key) : known;
    }

    private V makeOnce(K key) {
        making.lock();
        try {
            V known = made.get(key);
            if (known == null) {
                known = make.apply(key);
                made.put(key, known);
            }
            return known;
        } finally {
            making.unlock();
        }
    }
}
