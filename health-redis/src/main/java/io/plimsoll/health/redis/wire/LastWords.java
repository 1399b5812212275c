package io.plimsoll.health.redis.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Overhears the last error that the server sent, whether or not it answers a command.
 *
 * <p>A server that is full, or protected, says so without being asked and hangs up. Lettuce drops such a line unless a
 * command happens to be under way, which is a race.
 */
public final class LastWords extends ChannelInboundHandlerAdapter {

    private static final int LENGTH = 64;

    private volatile @Nullable String error; // written by the event loop only

    /** The beginning of the error, or {@code null} if the server sent none. */
    public @Nullable String error() {
        return error;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == '-') {
            int length = Math.min(LENGTH, bytes.readableBytes() - 1);
            error = bytes.toString(bytes.readerIndex() + 1, length, StandardCharsets.US_ASCII);
        }
        context.fireChannelRead(message);
    }
}
