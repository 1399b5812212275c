package io.plimsoll.examples.vertx;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/** A real Redis that starts and stops with the service, and a connection to it; yours is elsewhere, which is less work. */
final class OwnRedis implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(10);

    private final Path home;
    private final int port;
    private final Process process;
    private final RedisClient client;

    private OwnRedis(Path home, int port, Process process) {
        this.home = home;
        this.port = port;
        this.process = process;
        this.client = RedisClient.create(uri());
    }

    static OwnRedis start() throws IOException {
        Path home = Files.createTempDirectory("visits-");
        var program = ExecutableProvider.newJarResourceProvider(home.toFile()).get();
        int port = freePort();
        Process process = new ProcessBuilder(
                        program.getPath(), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "")
                .directory(home.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        while (!accepts(port)) {
            if (!process.isAlive()) {
                throw new IOException("Redis ended with " + process.exitValue());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return new OwnRedis(home, port, process);
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Commands that fail after a second, whatever Redis does. */
    RedisAsyncCommands<String, String> commands() {
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(1)))
                .build());
        return client.connect().async();
    }

    /** By force, since a frozen one hears nothing else. */
    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        try {
            process.destroyForcibly().waitFor();
            try (var files = Files.newDirectoryStream(home)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(home);
        } catch (IOException | InterruptedException leftBehind) {
            System.err.println("left behind: " + home);
        }
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
