package io.plimsoll.examples.checkout.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for servers that cannot choose one themselves, or must come back on the one they had. */
public final class FreePort {

    // Below the range from which systems give ports to outgoing connections: nobody takes ours while its server is
    // down, and
    // a client that tries again and again to connect to a dead port of that range would one day meet itself there.
    private static final int FROM = 20_000;
    private static final int TO = 30_000;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** A port on which nobody listens at this moment. */
    public static int find() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("No free port found between " + FROM + " and " + TO);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
