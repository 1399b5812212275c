package io.plimsoll.health.redis;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.redis.wire.Address;
import io.plimsoll.health.redis.wire.Link;
import io.plimsoll.health.redis.wire.Refusal;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Redis server for one {@code PONG} per check.
 *
 * <p>It says <em>the server is up</em>, not <em>your connection is</em>: it has a connection of its own, so it neither waits
 * behind the commands of the business nor notices that the business's client is still backing off.
 *
 * <p>The connection is made by the first check and kept as long as it answers. One that did not answer in time is closed, so
 * that a late answer is nobody's, and the next check makes another: nothing reconnects between checks, nothing backs off,
 * and the first check after the server is back finds it. A kept connection that turns out to be cut, as by the server's idle
 * limit, is replaced within the same check.
 *
 * <table>
 *   <caption>What it finds</caption>
 *   <tr><td>{@code PONG}</td><td>UP, with the round trip as latency</td></tr>
 *   <tr><td>{@code PONG}, but slower than {@link #slowAfter}</td><td>DEGRADED {@code SLOW}</td></tr>
 *   <tr><td>nothing within the attempt's time</td><td>DOWN {@code TIMEOUT}</td></tr>
 *   <tr><td>connection refused or cut</td><td>DOWN {@code REFUSED}</td></tr>
 *   <tr><td>name unknown · no encryption</td><td>DOWN {@code DNS} · {@code TLS}</td></tr>
 *   <tr><td>credentials or rights rejected</td><td>DOWN {@code AUTH}</td></tr>
 *   <tr><td>client limit reached</td><td>DOWN {@code CONNECTION_LIMIT}</td></tr>
 *   <tr><td>loading</td><td>DOWN {@code LOADING}</td></tr>
 *   <tr><td>any other error reply</td><td>DOWN {@code BAD_RESPONSE}</td></tr>
 *   <tr><td>this JVM still loads the client's classes</td><td>DOWN {@code NOT_RUN_YET}</td></tr>
 * </table>
 *
 * <p>{@link #infoEvery} makes it look at memory, clients and replication too, on a slower beat; by default it sends nothing
 * but {@code PING}.
 *
 * <p>It runs one daemon thread, {@code plimsoll-redis-...}, from the first check until {@link #close()}. Host and port
 * appear in details only, user and password nowhere.
 */
public final class RedisProbe implements Probe {

    private final RedisURI uri;
    private final SslOptions ssl;
    private final @Nullable Duration slowAfter;
    private final @Nullable Duration infoEvery;
    private final boolean replicaMeant;
    private final Connector connector;
    private volatile @Nullable Timing timing; // written by open
    private volatile @Nullable Told told; // by the check only

    /**
     * What the server told last.
     *
     * @param info {@code null} if it told nothing
     * @param before what it told the time before
     * @param why it told nothing; {@code null} if it did
     * @param nanos when it was asked
     */
    private record Told(
            @Nullable ServerInfo info,
            @Nullable ServerInfo before,
            @Nullable String why,
            long nanos) {}

    private RedisProbe(
            RedisURI uri,
            SslOptions ssl,
            @Nullable Duration slowAfter,
            @Nullable Duration infoEvery,
            boolean replicaMeant) {
        this.uri = uri;
        this.ssl = ssl;
        this.slowAfter = slowAfter;
        this.infoEvery = infoEvery;
        this.replicaMeant = replicaMeant;
        this.connector = new Connector(uri, ssl);
    }

    /**
     * Probes the server at this address: host and port, or a socket.
     *
     * @param uri with credentials, database and TLS as the client uses them; its timeout is not used, since the time of
     *     each attempt is the monitor's
     * @throws IllegalArgumentException if it names sentinels, or no server
     */
    public static RedisProbe of(RedisURI uri) {
        if (!uri.getSentinels().isEmpty()) {
            throw new IllegalArgumentException("a RedisProbe asks one server, but the URI names "
                    + uri.getSentinels().size() + " sentinels: add one probe for each server that matters");
        }
        Address.requireServer("a RedisProbe asks one server", uri);
        return new RedisProbe(RedisURI.builder(uri).build(), SslOptions.create(), null, null, false);
    }

    /**
     * Probes the server at this address, as {@code redis://user:password@host:port/database}, or {@code rediss://} with TLS.
     *
     * @throws IllegalArgumentException if it is no such address; the message does not repeat it, because of the password
     */
    public static RedisProbe of(String uri) {
        return of(Address.parse(uri));
    }

    /** As {@link #of(String)}. */
    public static RedisProbe of(URI uri) {
        return of(uri.toString());
    }

    /**
     * From this round trip on it is DEGRADED; default half of the attempt's time. A limit that the attempt's time does not
     * reach has no effect.
     *
     * @return a new probe, which is to be used instead of this one
     */
    public RedisProbe slowAfter(Duration roundTrip) {
        if (roundTrip.isNegative() || roundTrip.isZero()) {
            throw new IllegalArgumentException("slowAfter must be positive, but is " + roundTrip);
        }
        return new RedisProbe(uri, ssl, roundTrip, infoEvery, replicaMeant);
    }

    /**
     * Which certificates to trust and to present with {@code rediss://}; default those of the JVM.
     *
     * @return a new probe, which is to be used instead of this one
     */
    public RedisProbe ssl(SslOptions options) {
        return new RedisProbe(uri, requireNonNull(options, "options"), slowAfter, infoEvery, replicaMeant);
    }

    /**
     * Also asks for {@code INFO}, at most this often: memory that is full where nothing is evicted ({@code OOM}: DOWN, from 95 %
     * on DEGRADED), a server that turned out to be a replica ({@code READ_ONLY}), 95 % of its clients ({@code
     * CONNECTION_LIMIT}, DEGRADED). A server that does not allow it is no worse for that; the details say so.
     *
     * @param beat at least 1 s
     * @return a new probe, which is to be used instead of this one
     */
    public RedisProbe infoEvery(Duration beat) {
        if (beat.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "infoEvery must be at least 1 s, but is " + beat + "; a server in trouble must not be asked more");
        }
        return new RedisProbe(uri, ssl, slowAfter, beat, replicaMeant);
    }

    /**
     * Says that the server is a replica and only read: instead of {@code READ_ONLY} it is DEGRADED when it has lost its primary.
     * Matters with {@link #infoEvery} only.
     *
     * @return a new probe, which is to be used instead of this one
     */
    public RedisProbe replica() {
        return new RedisProbe(uri, ssl, slowAfter, infoEvery, true);
    }

    @Override
    public void open(Timing given) {
        timing = given;
    }

    @Override
    public Layer layer() {
        return Layer.CACHE;
    }

    @Override
    public Finding check(ProbeContext context) throws Exception {
        Timing clocks = timing;
        if (clocks == null) {
            throw new IllegalStateException("the probe has not been opened: open(Timing) comes before the first check");
        }
        Duration limit = context.remaining();
        Link<StatefulRedisConnection<String, String>> kept = connector.kept();
        if (kept != null) {
            Finding finding = ask(kept, context, limit, clocks.ticker());
            if (!Refusal.isLoss(finding) || context.isCancelled()) {
                return finding;
            }
        }
        CompletableFuture<Link<StatefulRedisConnection<String, String>>> fresh =
                connector.fresh(limit, clocks.executor());
        try {
            // Less than the whole time, so that there are own words for it before the monitor says TIMEOUT.
            fresh.get(context.remaining().toNanos() / 10 * 9, TimeUnit.NANOSECONDS);
        } catch (TimeoutException coldStart) {
            return Finding.down(Code.NOT_RUN_YET, "The Redis client is still starting");
        }
        return ask(fresh.join(), context, limit, clocks.ticker());
    }

    @Override
    public void close() {
        connector.close();
    }

    private Finding ask(
            Link<StatefulRedisConnection<String, String>> asked, ProbeContext context, Duration limit, Ticker ticker)
            throws Exception {
        context.onCancel(asked::close);
        try {
            var connection = context.await(asked.opened()).async();
            Duration before = context.remaining();
            String answer = context.await(connection.ping().toCompletableFuture());
            Duration roundTrip = context.spentSince(before);
            if (answer.equals("PONG")) {
                return informed(pong(roundTrip, limit), asked, connection, context, ticker);
            }
            asked.close();
            return described(Refusal.answered(answer, "PING"));
        } catch (TimeoutException late) {
            asked.close();
            return described(Refusal.silence());
        } catch (InterruptedException interrupt) {
            asked.close();
            if (context.isCancelled()) {
                return described(Refusal.silence());
            }
            throw interrupt;
        } catch (ExecutionException failed) {
            asked.close();
            return described(explained(failed, asked, context));
        }
    }

    /** Adds what the server tells of itself, anew if it is time. That it tells nothing makes nothing worse: it has answered. */
    private Finding informed(
            Finding pong,
            Link<StatefulRedisConnection<String, String>> asked,
            RedisAsyncCommands<String, String> connection,
            ProbeContext context,
            Ticker ticker)
            throws InterruptedException {
        if (infoEvery == null) {
            return pong;
        }
        Told last = told;
        if (last == null || ticker.nanos() - last.nanos >= infoEvery.toNanos()) {
            last = ask(last, asked, connection, context, ticker.nanos());
            told = last;
        }
        ServerInfo info = last.info;
        if (info == null) {
            return pong.detail("info", last.why);
        }
        Finding verdict = info.verdict(replicaMeant);
        Finding worse = verdict.status().isWorseThan(pong.status()) ? described(verdict) : pong;
        Duration roundTrip = pong.latency();
        Finding finding = info.addTo(worse, last.before);
        return roundTrip == null ? finding : finding.took(roundTrip);
    }

    private static Told ask(
            @Nullable Told last,
            Link<StatefulRedisConnection<String, String>> asked,
            RedisAsyncCommands<String, String> connection,
            ProbeContext context,
            long nanos)
            throws InterruptedException {
        ServerInfo before = last == null ? null : last.info;
        try {
            return new Told(ServerInfo.of(context.await(connection.info().toCompletableFuture())), before, null, nanos);
        } catch (TimeoutException late) {
            // Its answer would come before that to the next PING.
            asked.close();
            return new Told(null, null, "no answer in time", nanos);
        } catch (ExecutionException refused) {
            return new Told(null, null, "not told: the server does not allow INFO, or the connection broke", nanos);
        }
    }

    private Finding pong(Duration roundTrip, Duration limit) {
        Duration slow = slowAfter == null ? limit.dividedBy(2) : slowAfter;
        Finding finding = roundTrip.compareTo(slow) < 0
                ? Finding.up()
                : described(Finding.degraded(Code.SLOW, "Slow answer from Redis"));
        return finding.took(roundTrip);
    }

    private static Finding explained(
            ExecutionException failed, Link<StatefulRedisConnection<String, String>> asked, ProbeContext context)
            throws ExecutionException {
        if (context.isCancelled()) {
            return Refusal.silence();
        }
        Finding finding = Refusal.of(requireNonNull(failed.getCause(), "cause"), "PING");
        if (finding == null) {
            throw failed;
        }
        String lastWords = asked.lastWords().error();
        return Refusal.isLoss(finding) && lastWords != null ? Refusal.answered(lastWords, "PING") : finding;
    }

    private Finding described(Finding finding) {
        return finding.detail(
                "server", uri.getSocket() != null ? uri.getSocket() : uri.getHost() + ":" + uri.getPort());
    }
}
