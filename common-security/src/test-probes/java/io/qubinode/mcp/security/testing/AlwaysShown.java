package io.qubinode.mcp.security.testing;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows its certificate whatever authorities the server names, as curl does and the platform does not. */
final class AlwaysShown extends X509ExtendedKeyManager {

    private final X509ExtendedKeyManager keys;

    private AlwaysShown(X509ExtendedKeyManager keys) {
        this.keys = keys;
    }

    static KeyManager of(KeyManager manager) {
        return new AlwaysShown((X509ExtendedKeyManager) manager);
    }

    private String first(String[] kinds) {
        for (String kind : kinds) {
            String[] aliases = keys.getClientAliases(kind, null);
            if (aliases != null) {
                return aliases[0];
            }
        }
        return null;
    }

    @Override
    public String chooseEngineClientAlias(String[] kinds, Principal[] issuers, SSLEngine engine) {
        return first(kinds);
    }

    @Override
    public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
        return first(kinds);
    }

    @Override
    public String[] getClientAliases(String kind, Principal[] issuers) {
        return keys.getClientAliases(kind, null);
    }

    @Override
    public String[] getServerAliases(String kind, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return keys.getPrivateKey(alias);
    }
}
