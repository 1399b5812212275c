package io.plimsoll.rules.broken.http.probe;

import io.netty.buffer.ByteBuf;

final class BuffersBytes {
    final ByteBuf held;

    BuffersBytes(ByteBuf held) {
        this.held = held;
    }
}
