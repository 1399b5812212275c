package io.plimsoll.rules.broken.health.monitor;

import java.net.Socket;

final class OpensASocket {
    final Socket held;

    OpensASocket(Socket held) {
        this.held = held;
    }
}
