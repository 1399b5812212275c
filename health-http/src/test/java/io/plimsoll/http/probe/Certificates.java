package io.plimsoll.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority, and certificates for the loopback address that it signs, made by the JDK's keytool. */
final class Certificates {

    private static final String PASSWORD = "for-tests-only";

    private final Path directory;
    private final Path authority;
    private final Path unsigned; // with the one key that all servers have
    private final Path request;

    Certificates(Path directory) throws Exception {
        this.directory = directory;
        authority = directory.resolve("authority.p12");
        keytool(authority, "-genkeypair", "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c", "-validity", "3650");
        keytool(
                authority,
                "-exportcert",
                "-alias",
                "ca",
                "-file",
                directory.resolve("ca.crt").toString());
        unsigned = directory.resolve("unsigned.p12");
        request = directory.resolve("request");
        keytool(unsigned, "-genkeypair", "-alias", "server", "-dname", "CN=server", "-validity", "10");
        keytool(unsigned, "-certreq", "-alias", "server", "-file", request.toString());
        keytool(
                unsigned,
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                directory.resolve("ca.crt").toString());
    }

    /** A server's context with a certificate that is valid for these days from a start such as {@code -10d}. */
    SSLContext server(String start, int days) throws Exception {
        Path own = directory.resolve("server" + start + days + ".p12");
        Path signed = directory.resolve("signed");
        Files.copy(unsigned, own);
        keytool(
                authority,
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString(),
                "-ext",
                "san=ip:127.0.0.1",
                "-startdate",
                start,
                "-validity",
                Integer.toString(days));
        keytool(own, "-importcert", "-noprompt", "-alias", "server", "-file", signed.toString());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(own), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Trusts the authority, and nobody else. */
    SSLContext client() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store(authority));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        Path output = Files.createTempFile("keytool", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        Files.delete(output);
    }
}
