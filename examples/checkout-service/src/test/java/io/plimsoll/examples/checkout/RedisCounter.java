package io.plimsoll.examples.checkout;

import io.plimsoll.examples.checkout.servers.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Counts all commands that a Redis executed, at the server; its own question is not among them. */
final class RedisCounter {

    private static final String FIELD = "total_commands_processed:";

    private final int port;
    private long asked; // before the one that is under way

    RedisCounter(RedisServer server) {
        this.port = URI.create(server.uri()).getPort();
    }

    long count() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.getOutputStream().write("INFO stats\r\n".getBytes(StandardCharsets.US_ASCII));
            long total = answer.lines()
                    .filter(line -> line.startsWith(FIELD))
                    .mapToLong(line -> Long.parseLong(line.substring(FIELD.length())))
                    .findFirst()
                    .orElseThrow();
            return total - asked++;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
