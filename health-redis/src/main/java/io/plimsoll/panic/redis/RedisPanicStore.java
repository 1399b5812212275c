package io.plimsoll.panic.redis;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.plimsoll.health.Probe;
import io.plimsoll.health.redis.wire.Address;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicStore;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shares the leases of a board with a fleet by Redis.
 *
 * <pre>{@code
 * PanicBoard panic = PanicBoard.of("recommendations", "shed-traffic")
 *         .sharedBy(RedisPanicStore.builder("redis://redis:6379").fleet("checkout-service").build());
 * }</pre>
 *
 * <p><b>What is pressed on one instance is pressed on all</b>: within milliseconds by a message, and at the latest with the next
 * poll, 5 s later at most. Messages are a hint and may be lost; the poll is the truth, and is made anew after every reconnect.
 *
 * <p><b>When Redis is gone</b>, each instance goes on by itself: what is pressed stays so, every lease ends on time, buttons can be
 * pressed and released here. It tries again about every second. When Redis is back, all is united: a release counts, of two
 * ends the later one, nothing is undone because it is missing. A Redis that comes back empty is filled again from what the
 * instances know. Without Redis at its start an instance starts all the same, says so, and has what the {@linkplain Builder#file
 * file} holds. Reading it, as all else, is done aside: it counts soon after {@link PanicBoard#sharedBy}, not when that returns.
 *
 * <p><b>Two services in one Redis</b> need names of their own ({@link Builder#fleet}), or what is pressed in one is pressed in the
 * other.
 *
 * <p><b>Time</b> is that of Redis, so the clocks of instances do not matter once it was heard; what is pressed before that ends
 * elsewhere by this instance's wall clock. When somebody sets the clock of Redis, no lease moves that an instance knows
 * already; one that starts or hears of it later takes the difference for a longer or shorter lease, of at most {@link
 * PanicBoard#maximum()}.
 *
 * <p><b>One server, no Sentinel, no Cluster.</b> URIs with sentinels are refused, and a cluster answers with an error that the
 * component shows. A name or proxy that leads to the present primary works: links are made anew by name when they are cut, and
 * when the server says that it is a replica.
 *
 * <p><b>Whoever may write the key may press</b>, on the whole fleet, for as long as boards allow. The rights that it needs are {@code +time +hget
 * +hlen +hkeys +hset +hdel +expire +publish +subscribe} on the key and the channel of the same name; without the last two
 * it does without messages.
 *
 * <p>It runs one daemon thread, {@code plimsoll-panic-...}, has two connections, and uses the board's threads. Nothing here makes
 * a caller wait. Host and port appear in details and in the log only, user and password nowhere.
 */
public final class RedisPanicStore implements PanicStore {

    private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);
    private static final Duration LONGEST_POLL = Duration.ofMinutes(1);
    private static final Duration SHORTEST_LIMIT = Duration.ofMillis(50);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:{}-]{0,64}");

    private final Builder made;
    private final @Nullable LeaseFile file;
    private final Object lock = new Object();
    private volatile boolean closed; // written under lock
    private volatile @Nullable Opened opened; // written under lock
    private boolean restored; // by whoever keeps the file

    private record Opened(PanicBoard board, Timing timing, SyncLoop loop, Turns filing) {}

    private RedisPanicStore(Builder made) {
        this.made = made;
        this.file = made.file == null ? null : new LeaseFile(made.file, made.fleet);
    }

    /**
     * For the fleet {@code default} of the Redis at this address, without a file.
     *
     * @throws IllegalArgumentException as by {@link #builder(String)}
     */
    public static RedisPanicStore of(String uri) {
        return builder(uri).build();
    }

    /**
     * Begins a store.
     *
     * @param uri as {@code redis://user:password@host:port/database}, or {@code rediss://} with TLS
     * @throws IllegalArgumentException if it is no address of one server; the message does not repeat it
     */
    public static Builder builder(String uri) {
        return builder(Address.parse(uri));
    }

    /**
     * Begins a store.
     *
     * @param uri of one server; its timeout is not used
     * @throws IllegalArgumentException if it names sentinels, or no server
     */
    public static Builder builder(RedisURI uri) {
        if (!uri.getSentinels().isEmpty()) {
            throw new IllegalArgumentException("a RedisPanicStore asks one server, but the URI names "
                    + uri.getSentinels().size() + " sentinels; name the primary, or what leads to it");
        }
        Address.requireServer("a RedisPanicStore asks one server", uri);
        return new Builder(RedisURI.builder(uri).build());
    }

    @Override
    public void open(PanicBoard board, Timing timing) {
        Opened fresh;
        synchronized (lock) {
            if (opened != null) {
                throw new IllegalStateException("the store shares a board already; each board needs one of its own");
            }
            if (closed) {
                return;
            }
            var filing = new Turns(timing.executor(), this::keep);
            var loop = new SyncLoop(
                    made,
                    board,
                    timing,
                    () -> ThreadLocalRandom.current().nextDouble(),
                    file == null ? () -> {} : filing::ask);
            fresh = new Opened(board, timing, loop, filing);
            opened = fresh;
        }
        fresh.filing.ask();
        fresh.loop.start();
    }

    @Override
    public void changed(Lease lease) {
        Opened shares = opened;
        if (shares != null) {
            shares.filing.ask();
            shares.loop.ask();
        }
    }

    @Override
    public Instant now() {
        Opened shares = opened;
        if (shares == null) {
            return SystemTime.clock().instant();
        }
        Instant now = shares.loop.now();
        return now == null ? shares.timing.clock().instant() : now;
    }

    /** Ends the connections without waiting; with a file, waits for the disk. */
    @Override
    public void close() {
        Opened ended;
        synchronized (lock) {
            closed = true;
            ended = opened;
        }
        if (ended != null) {
            ended.loop.close();
            if (file != null) {
                file.save(ended.board.leases(), now());
            }
        }
    }

    /** By which name instances find each other. */
    public String fleet() {
        return made.fleet;
    }

    /**
     * How long ago this instance was last in step with the fleet: it knew all that Redis knew, and Redis all that it knew. Empty
     * before the first time.
     */
    public Optional<Duration> lastSyncAge() {
        Sync sync = sync();
        return sync == null || !sync.synced() ? Optional.empty() : Optional.of(since(sync));
    }

    /**
     * The same as a component, {@code .optional("panic_store", store.probe())}: DEGRADED with the reason as code once it missed
     * three polls, or if it never was in step; never DOWN, since buttons work without. Its readings are {@code
     * last_sync_age_ms}, {@code hints} (whether messages can be used) and {@code redis_clock_ahead_ms} (of this instance's
     * wall clock). It asks nobody.
     */
    public Probe probe() {
        return new SyncProbe(this, made.poll.multipliedBy(3).plus(made.limit));
    }

    /** {@code null} before it is opened. */
    @Nullable
    Sync sync() {
        Opened shares = opened;
        return shares == null ? null : shares.loop.sync();
    }

    String server() {
        return made.server();
    }

    Duration since(Sync sync) {
        Opened shares = requireNonNull(opened, "opened");
        return Duration.ofNanos(shares.timing.ticker().nanos() - sync.atNanos());
    }

    /** On the executor. Once it closes, the last time is up to whoever closes it: these threads are interrupted then. */
    private void keep() {
        Opened shares = opened;
        if (file == null || shares == null || closed) {
            return;
        }
        if (!restored) {
            shares.board.merge(file.load(), now());
            restored = true;
            shares.loop.ask();
        }
        file.save(shares.board.leases(), now());
    }

    /** What a store is made of. Not safe for concurrent use. */
    public static final class Builder {

        final RedisURI uri;
        String fleet = "default";
        String prefix = "plimsoll:panic:";
        Duration poll = Duration.ofSeconds(5);
        Duration limit = Duration.ofSeconds(1);
        SslOptions ssl = SslOptions.create();

        @Nullable
        Path file;

        private Builder(RedisURI uri) {
            this.uri = uri;
        }

        /**
         * Which instances share buttons, as the name of the service; {@code default} by default, which is right if nothing else uses
         * this Redis for it.
         *
         * @param name {@code A-Z a-z 0-9 _ . -}, at most 64 of them
         */
        public Builder fleet(String name) {
            if (!NAME.matcher(requireNonNull(name, "name")).matches()) {
                throw new IllegalArgumentException("'" + name + "' cannot name a fleet: it must match " + NAME
                        + ", since it becomes part of a key");
            }
            fleet = name;
            return this;
        }

        /** Comes before the fleet's name in the key, which is that of the channel as well; {@code plimsoll:panic:} by default. */
        public Builder keyPrefix(String newPrefix) {
            if (!PREFIX.matcher(requireNonNull(newPrefix, "prefix")).matches()) {
                throw new IllegalArgumentException("'" + newPrefix + "' cannot begin a key: it must match " + PREFIX);
            }
            prefix = newPrefix;
            return this;
        }

        /**
         * After what time at most to have looked, messages or not: from 1 s to 1 min, 5 s by default. The next look begins a tenth to
         * a quarter earlier, so that it is over by then and a fleet does not fall into step. While nothing changes, that is
         * four small commands.
         */
        public Builder pollEvery(Duration interval) {
            if (interval.compareTo(SHORTEST_POLL) < 0 || interval.compareTo(LONGEST_POLL) > 0) {
                throw new IllegalArgumentException("pollEvery must be from 1 s to 1 min, but is " + interval
                        + "; Redis would be under load from it, or a lost message be missed for long");
            }
            poll = interval;
            return this;
        }

        /** How long a command may take before the connection is given up: at least 50 ms and less than a poll; 1 s by default. */
        public Builder commandLimit(Duration newLimit) {
            if (newLimit.compareTo(SHORTEST_LIMIT) < 0) {
                throw new IllegalArgumentException("commandLimit must be at least 50 ms, but is " + newLimit
                        + "; a Redis that is only busy would be taken for dead");
            }
            limit = newLimit;
            return this;
        }

        /**
         * Keeps what is pressed in this file, for a start without Redis; none by default. It is replaced as a whole whenever it
         * changes. Each instance needs a file of its own that outlives its restart, as in an {@code emptyDir} a container's.
         *
         * @throws IllegalArgumentException if its directory is not there, or it is a directory
         */
        public Builder file(Path path) {
            Path parent = path.toAbsolutePath().getParent();
            if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(path)) {
                throw new IllegalArgumentException("'" + path + "' cannot be a file: "
                        + (Files.isDirectory(path) ? "it is a directory" : "its directory is not there")
                        + "; nothing would be known after a restart");
            }
            file = path;
            return this;
        }

        /** Which certificates to trust and to present with {@code rediss://}; default those of the JVM. */
        public Builder ssl(SslOptions options) {
            ssl = requireNonNull(options, "options");
            return this;
        }

        /**
         * The store, which does nothing before a board is shared by it.
         *
         * @throws IllegalStateException if a command may take as long as polls are apart
         */
        public RedisPanicStore build() {
            if (limit.compareTo(poll) >= 0) {
                throw new IllegalStateException("commandLimit " + limit + " is not less than pollEvery " + poll
                        + "; polls would run into each other");
            }
            return new RedisPanicStore(new Builder(this));
        }

        private Builder(Builder other) {
            uri = other.uri;
            fleet = other.fleet;
            prefix = other.prefix;
            poll = other.poll;
            limit = other.limit;
            ssl = other.ssl;
            file = other.file;
        }

        String server() {
            return uri.getSocket() != null ? uri.getSocket() : uri.getHost() + ":" + uri.getPort();
        }

        String key() {
            return prefix + fleet;
        }
    }
}
