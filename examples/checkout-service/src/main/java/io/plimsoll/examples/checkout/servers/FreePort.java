package io.plimsoll.examples.checkout.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicLong;

/** Finds ports for servers that cannot choose one themselves, or must come back on the one they had. */
public final class FreePort {

    // Below the range from which systems give ports to outgoing connections: nobody takes ours while its server is
    // down, and
    // a client that tries again and again to connect to a dead port of that range would one day meet itself there.
    private static final int FROM = 20_000;
    private static final int TO = 30_000;
    private static final int OF_EACH_PROCESS = 200;

    /** One after the other, and each process elsewhere: what is found now may be bound seconds later. */
    private static final AtomicLong NEXT =
            new AtomicLong(ProcessHandle.current().pid() * OF_EACH_PROCESS);

    private FreePort() {}

    /** A port on which nobody listens at this moment, and which this process has not found lately. */
    public static int find() throws IOException {
        for (int attempt = 0; attempt < TO - FROM; attempt++) {
            int port = FROM + (int) (NEXT.getAndIncrement() % (TO - FROM));
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
