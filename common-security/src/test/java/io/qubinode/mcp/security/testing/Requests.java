package io.qubinode.mcp.security.testing;

import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Requests as far as an authenticator looks at them. */
public final class Requests {

    private Requests() {}

    public static HttpServerRequest with(String... headersAndValues) {
        return of(null, headersAndValues);
    }

    public static HttpServerRequest of(SSLSession session, String... headersAndValues) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < headersAndValues.length; i += 2) {
            headers.put(headersAndValues[i].toLowerCase(Locale.ROOT), headersAndValues[i + 1]);
        }
        return (HttpServerRequest) Proxy.newProxyInstance(
                Requests.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getHeader" -> headers.get(String.valueOf(arguments[0]).toLowerCase(Locale.ROOT));
                    case "sslSession" -> session;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** A connection whose client has shown this chain; none when it is empty. */
    public static SSLSession showing(List<X509Certificate> chain) {
        Map<Object, Object> values = new HashMap<>();
        return (SSLSession) Proxy.newProxyInstance(
                Requests.class.getClassLoader(),
                new Class<?>[] {SSLSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getPeerCertificates" -> {
                        if (chain.isEmpty()) {
                            throw new SSLPeerUnverifiedException("none");
                        }
                        yield chain.toArray(X509Certificate[]::new);
                    }
                    case "getValue" -> values.get(arguments[0]);
                    case "putValue" -> values.put(arguments[0], arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
