package io.plimsoll.health.redis.wire;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.Transports;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Redis client that is one daemon thread and says nothing that it is not told to say.
 *
 * <p>Lettuce by itself keeps a thread per processor, a timer thread and a pool for events; it reconnects whenever it likes
 * and greets with up to five commands. Here all of it runs on one event loop, a connection that is lost stays lost until the
 * next check makes another, and the only greeting is the one that the configuration asks for: {@code AUTH}, {@code SELECT},
 * {@code CLIENT SETNAME}. RESP2 is spoken because RESP3 must begin with a {@code HELLO}.
 *
 * <p>Nothing here blocks. Links are opened by one thread at a time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a close, and a link hears how its opening ended
public final class Wire {

    private final EventLoopGroup loop;
    private final DnsAddressResolverGroup names;
    private final ClientResources resources;
    private final RedisClient client;
    private @Nullable Link<?> opening; // only by the thread that opens: Lettuce prepares the bootstrap on it

    /** @param name of the thread: {@code plimsoll-redis} becomes {@code plimsoll-redis-1-1} */
    public Wire(String name, SslOptions ssl) {
        var loops = new DefaultEventLoopGroupProvider(1, pool -> new DefaultThreadFactory(name, true));
        loop = loops.allocate(Transports.eventLoopGroupClass());
        names = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(Transports.datagramChannelClass())
                .socketChannelType(Transports.socketChannelClass().asSubclass(SocketChannel.class)));
        resources = DefaultClientResources.builder()
                .addressResolverGroup(names)
                .eventLoopGroupProvider(loops)
                .eventExecutorGroup(loop)
                .timer(new LoopTimer(loop))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .nettyCustomizer(new Tagging())
                .build();
        client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .pingBeforeActivateConnection(false)
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .sslOptions(ssl)
                .build());
    }

    /** Begins to connect; whoever waits for the link closes it when time is up. */
    public Link<StatefulRedisConnection<String, String>> open(RedisURI uri, Duration patience) {
        return open(() -> client.connectAsync(StringCodec.UTF8, quiet(uri, patience)));
    }

    /** As {@link #open}, a link for messages. */
    public Link<StatefulRedisPubSubConnection<String, String>> openForMessages(RedisURI uri, Duration patience) {
        return open(() -> client.connectPubSubAsync(StringCodec.UTF8, quiet(uri, patience)));
    }

    /** Ends the thread and what is still connected; idempotent. */
    public void close() {
        names.close();
        resources.shutdown(0, 1, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private <C extends StatefulRedisConnection<String, String>> Link<C> open(Supplier<ConnectionFuture<C>> connecting) {
        var link = new Link<C>();
        opening = link;
        // With credentials, Lettuce ends the handshake on a thread of the common pool and may say "connected" before
        // its event
        // loop knows: a PING would then be rejected. What is handed to the loop now runs after that.
        connecting.get().toCompletableFuture().whenCompleteAsync(link::connected, loop);
        opening = null;
        return link;
    }

    /** Lettuce's own limit only cleans up behind a link that was closed: it is later than whoever waits. */
    private static RedisURI quiet(RedisURI uri, Duration patience) {
        return RedisURI.builder(uri)
                .withLibraryName("")
                .withLibraryVersion("")
                .withTimeout(patience.plusSeconds(1))
                .build();
    }

    /** Tells each link its channel, so that it can be closed before Lettuce hands out a connection. */
    private final class Tagging implements NettyCustomizer {

        @Override
        public void afterBootstrapInitialized(Bootstrap bootstrap) {
            bootstrap.attr(Link.KEY, opening);
        }

        @Override
        public void afterChannelInitialized(Channel channel) {
            Link<?> link = channel.attr(Link.KEY).get();
            if (link != null) {
                link.channelMade(channel);
                String commands =
                        channel.pipeline().context(CommandHandler.class).name();
                channel.pipeline().addBefore(commands, "last words", link.lastWords());
            }
        }
    }
}
