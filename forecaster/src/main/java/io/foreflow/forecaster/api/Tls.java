package io.foreflow.forecaster.api;

import io.javalin.config.JettyConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The certificate and key of HTTPS, if any. */
final class Tls {
    private final Optional<KeyMaterial> key;

    private record KeyMaterial(KeyStore store, String password) {}

    private Tls(Optional<KeyMaterial> key) {
        this.key = key;
    }

    /** @throws BindException if the files cannot be read */
    static Tls of(HttpSettings settings) {
        return new Tls(settings.keystore()
                .map(file -> read(file, settings.keystorePassword().orElseThrow())));
    }

    private static KeyMaterial read(Path file, Path passwordFile) {
        try (InputStream in = Files.newInputStream(file)) {
            String password = Files.readString(passwordFile).strip();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return new KeyMaterial(store, password);
        } catch (IOException | GeneralSecurityException e) {
            throw new BindException(
                    "http.keystore (" + file + ") cannot be read with the password in http.keystorePassword ("
                            + passwordFile + "): " + e.getMessage(),
                    e);
        }
    }

    boolean isOn() {
        return key.isPresent();
    }

    /** Returns the certificates that this instance shows, which it trusts in others too. */
    Optional<KeyStore> certificates() {
        return key.map(KeyMaterial::store);
    }

    void addTo(JettyConfig jetty, HttpSettings settings) {
        key.ifPresent(material -> jetty.addConnector((server, http) -> {
            SslContextFactory.Server context = new SslContextFactory.Server();
            context.setKeyStore(material.store);
            context.setKeyStorePassword(material.password);
            HttpConfiguration secure = new HttpConfiguration(http);
            // The name in Host is checked against http.names; a certificate may be for other names.
            secure.addCustomizer(new SecureRequestCustomizer(false));
            ServerConnector connector = new ServerConnector(
                    server, new SslConnectionFactory(context, "http/1.1"), new HttpConnectionFactory(secure));
            connector.setHost(settings.host());
            connector.setPort(settings.port());
            return connector;
        }));
    }
}
