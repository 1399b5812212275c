package io.plimsoll.panic.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.plimsoll.health.redis.wire.Link;
import io.plimsoll.health.redis.wire.Wire;
import io.plimsoll.time.Ticker;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two links to one server, one for commands and one for messages, and what is said on them. Made by one attempt and never made again.
 *
 * <p>Every command has a limit of time. Used by one thread at a time, except {@link #close()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what follows a loss is nobody's to wait for
final class Session {

    /** The field that tells whether anything was added: whoever adds gives it a value that nobody else has. */
    static final String VERSION = "version";

    private static final int PARTS = 4;
    private static final int MOST_FIELDS = 100_000;
    private static final int FIELDS_AT_ONCE = 500;
    /** More than that is a refill, which everybody finds at the next poll. */
    static final int MOST_MESSAGES = 100;
    /** The longest lease and the time for which its release is kept, and a day more. */
    private static final Duration KEPT = Duration.ofDays(9);

    private final String key;
    private final Ticker ticker;
    private final Link<StatefulRedisConnection<String, String>> commands;
    private final Link<StatefulRedisPubSubConnection<String, String>> messages;
    private Duration limit;
    private boolean hears;

    /**
     * What a poll showed.
     *
     * @param version {@code null} if there is none: nothing was ever added, or all is lost
     * @param size how many fields there are besides
     */
    record Polled(RedisClock clock, @Nullable String version, long size) {}

    /** Begins to connect. */
    Session(Wire wire, RedisURI uri, String key, Duration limit, Ticker ticker) {
        this.key = key;
        this.limit = limit;
        this.ticker = ticker;
        this.commands = wire.open(uri, limit);
        this.messages = wire.openForMessages(uri, limit);
    }

    /** Waits until commands can be sent. */
    void awaitOpen() throws InterruptedException, ExecutionException, TimeoutException {
        await(commands.opened());
    }

    /** Has another limit from now on. */
    void limit(Duration newLimit) {
        limit = newLimit;
    }

    /** Calls this, on the client's thread, when a link that is needed is lost, or closed. */
    void onLoss(Runnable lost) {
        commands.ended().thenRun(lost);
        if (hears) {
            messages.ended().thenRun(lost);
        }
    }

    boolean isOpen() {
        return commands.isOpen() && (!hears || messages.isOpen());
    }

    /** Whether it hears what is published. */
    boolean hears() {
        return hears;
    }

    /** What the server said before it hung up. */
    @Nullable
    String lastWords() {
        String words = commands.lastWords().error();
        return words == null ? messages.lastWords().error() : words;
    }

    /** Hears what is published from now on, on the client's thread. */
    void hear(Consumer<String> heard) throws InterruptedException, ExecutionException, TimeoutException {
        StatefulRedisPubSubConnection<String, String> connection = await(messages.opened());
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                heard.accept(message);
            }
        });
        confirmHearing();
        hears = true;
    }

    /** Says again that it wants to hear, which shows that the link still works: one that nobody uses may have been cut in silence. */
    void confirmHearing() throws InterruptedException, ExecutionException, TimeoutException {
        await(await(messages.opened()).async().subscribe(key));
    }

    /** Does without messages. */
    void hearNothing() {
        messages.close();
    }

    /** Three small questions at once. */
    Polled poll() throws InterruptedException, ExecutionException, TimeoutException {
        RedisAsyncCommands<String, String> redis = redis();
        long asked = ticker.nanos();
        var time = redis.time();
        var version = redis.hget(key, VERSION);
        var size = redis.hlen(key);
        Instant told = instant(await(time));
        RedisClock clock = RedisClock.told(told, asked, ticker.nanos());
        String newest = await(version);
        return new Polled(clock, newest, await(size) - (newest == null ? 0 : 1));
    }

    /** All fields but the version. */
    List<String> readAll(long size) throws InterruptedException, ExecutionException, TimeoutException {
        if (size > MOST_FIELDS) {
            throw new TooManyException(size);
        }
        var all = new ArrayList<>(await(redis().hkeys(key)));
        all.remove(VERSION);
        return all;
    }

    /**
     * Adds these, and tells others of them unless they are too many.
     *
     * @return why others are not told; {@code null} if they are
     */
    @Nullable
    Throwable add(List<String> texts) throws InterruptedException, ExecutionException, TimeoutException {
        for (int from = 0; from < texts.size(); from += FIELDS_AT_ONCE) {
            Map<String, String> fields = new HashMap<>();
            texts.subList(from, Math.min(texts.size(), from + FIELDS_AT_ONCE)).forEach(text -> fields.put(text, ""));
            fields.put(VERSION, UUID.randomUUID().toString());
            await(redis().hset(key, fields));
        }
        var expiring = redis().expire(key, KEPT);
        Throwable untold = texts.size() > MOST_MESSAGES ? null : publish(texts);
        await(expiring);
        return untold;
    }

    void remove(List<String> texts) throws InterruptedException, ExecutionException, TimeoutException {
        for (int from = 0; from < texts.size(); from += FIELDS_AT_ONCE) {
            await(redis().hdel(
                            key,
                            texts.subList(from, Math.min(texts.size(), from + FIELDS_AT_ONCE))
                                    .toArray(String[]::new)));
        }
    }

    /** Without waiting. */
    void close() {
        commands.close();
        messages.close();
    }

    /** There is more than a fleet can have pressed. */
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyException(long size) {
            super("the key has " + size + " fields, and more than " + MOST_FIELDS + " are not read");
        }
    }

    private @Nullable Throwable publish(List<String> texts)
            throws InterruptedException, ExecutionException, TimeoutException {
        var told = texts.stream().map(text -> redis().publish(key, text)).toList();
        Throwable untold = null;
        for (Future<Long> each : told) {
            try {
                await(each);
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof RedisCommandExecutionException refused)) {
                    throw failed;
                }
                untold = refused;
            }
        }
        return untold;
    }

    private RedisAsyncCommands<String, String> redis() {
        return commands.opened().join().async();
    }

    /** In parts, of which a pause of this JVM takes one at most: what came meanwhile is then still to be read. */
    private <T extends @Nullable Object> T await(Future<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        int left = PARTS;
        while (true) {
            try {
                return answer.get(limit.toNanos() / PARTS, TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                left--;
                if (left == 0) {
                    throw late;
                }
            }
        }
    }

    private static Instant instant(List<String> time) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(time.get(0)), Long.parseLong(time.get(1)) * 1_000);
        } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeException | ArithmeticException noTime) {
            throw new IllegalStateException("TIME was not answered with a time", noTime);
        }
    }
}
