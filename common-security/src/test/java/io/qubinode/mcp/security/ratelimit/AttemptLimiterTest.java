package io.qubinode.mcp.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttemptLimiterTest {

    private final AttemptLimiter limiter = new AttemptLimiter(1);

    @Test
    void countsEachAddressForItself() {
        assertThat(isGranted("192.0.2.1")).isTrue();
        assertThat(isGranted("192.0.2.1")).isFalse();
        assertThat(isGranted("192.0.2.2")).isTrue();
    }

    @Test
    void takesANetworkOfIpv6ForOne() {
        assertThat(isGranted("2001:db8:1:2::1")).isTrue();
        assertThat(isGranted("2001:db8:1:2:ffff:eeee:dddd:1")).isFalse();
        assertThat(isGranted("[2001:db8:1:2::5]")).isFalse();
        assertThat(isGranted("2001:db8:1:3::1")).isTrue();
    }

    @Test
    void takesAnIpv4AddressForTheSameHoweverItIsWritten() {
        assertThat(isGranted("192.0.2.1")).isTrue();
        assertThat(isGranted("::ffff:192.0.2.1")).isFalse();
        assertThat(isGranted("::ffff:192.0.2.2")).isTrue();
    }

    @Test
    void countsWhatIsNoAddressByItsBeginning() {
        assertThat(isGranted("unknown")).isTrue();
        assertThat(isGranted("unknown")).isFalse();
        assertThat(isGranted("x".repeat(100))).isTrue();
        assertThat(isGranted("x".repeat(100_000))).isFalse();
    }

    private boolean isGranted(String address) {
        return limiter.take(address) instanceof Allowance.Granted;
    }
}
