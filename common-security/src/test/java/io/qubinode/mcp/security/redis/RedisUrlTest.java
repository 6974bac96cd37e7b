package io.qubinode.mcp.security.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

    @Test
    void readsWhoConnectsWhereAndToWhichDatabase() {
        var uri = RedisUrl.of("rediss://lab:p%40ss%2Fword@redis.lab.example:6390/3")
                .uri();
        var credentials = uri.getCredentialsProvider().resolveCredentials().block();
        assertThat(uri.getHost()).isEqualTo("redis.lab.example");
        assertThat(uri.getPort()).isEqualTo(6390);
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.isVerifyPeer()).isTrue();
        assertThat(credentials.getUsername()).isEqualTo("lab");
        assertThat(new String(credentials.getPassword())).isEqualTo("p@ss/word");
    }

    @Test
    void takesAPasswordWithoutAUserAndTheUsualPort() {
        var uri = RedisUrl.of("redis://:secret-password@redis").uri();
        assertThat(uri.getPort()).isEqualTo(6379);
        assertThat(new String(uri.getCredentialsProvider()
                        .resolveCredentials()
                        .block()
                        .getPassword()))
                .isEqualTo("secret-password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis:6379",
                "http://:secret-password@redis",
                "redis://:secret-password@",
                "redis://:secret#password@redis",
                "redis://:secret password@redis",
                "redis://:secret-password@redis/first",
                "redis://:secret-password@redis?timeout=1s"
            })
    void refusesWhatIsNoAddressWithoutTellingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisUrl.of(text))
                .withMessageStartingWith("not an address")
                .withMessageNotContaining("secret");
    }

    @Test
    void doesNotTellThePassword() {
        assertThat(RedisUrl.of("rediss://lab:secret-password@redis/1")).hasToString("rediss://redis:6379");
    }
}
