package io.qubinode.mcp.endpoints.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        10.0.0.1                    | 10.0.0.1  | true
        10.0.0.1                    | 10.0.0.2  | false
        192.168.0.1, 10.0.0.0/8     | 10.9.8.7  | true
        10.0.0.0/8                  | 11.0.0.1  | false
        fd00::/8                    | fd00::5   | true
        ::1                         | ::1       | true
        localhost                   | 127.0.0.1 | true
        no-such-name.invalid        | 127.0.0.1 | false
        ''                          | 127.0.0.1 | false
        0.0.0.0                     | 127.0.0.1 | false
        """)
    void areAddressesNetworksAndNames(String list, String address, boolean isOne) throws UnknownHostException {
        assertThat(TrustedProxies.of(list).test(InetAddress.getByName(address))).isEqualTo(isOne);
    }
}
