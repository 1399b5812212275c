package io.plimsoll.examples.checkout.gameday;

import static java.util.Locale.ROOT;

import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.examples.checkout.web.Answer;
import io.plimsoll.examples.checkout.web.Endpoint;
import io.plimsoll.examples.checkout.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /chaos/{target}/{action}}: breaks and heals dependencies.
 *
 * <p>Only this machine may play. A proxy on this machine would open the game to whoever it serves: never put one before it.
 */
public final class GameDay implements Endpoint, AutoCloseable {

    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,2}");
    private static final String DEFAULT_SECONDS = "30";

    private final Map<String, Breakable> targets;
    private final HikariDataSource pool;
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private @Nullable PoolSqueeze squeeze; // guarded by this

    /**
     * @param targets what can be broken, by name
     * @param pool what can be exhausted
     */
    public GameDay(Map<String, Breakable> targets, HikariDataSource pool) {
        this.targets = targets;
        this.pool = pool;
        targets.forEach((name, target) -> {
            add(name, "freeze", request -> target.freeze());
            add(name, "kill", request -> target.kill());
            add(name, "heal", request -> target.heal());
        });
        add("pool", "exhaust", request -> exhaustPool(secondsOf(request)));
        add("pool", "heal", request -> healPool());
    }

    @Override
    public Answer answer(HttpServletRequest request) {
        if (!isThisMachine(request.getRemoteAddr())) {
            throw new Refusal(403, "Only this machine may play");
        }
        String path = String.valueOf(request.getPathInfo());
        Action action = actions.get(path);
        if (action == null) {
            return Answer.of(404, new NoSuchGame("No such game", available()));
        }
        action.run(request);
        String[] names = path.split("/", 3);
        return Answer.of(200, new Played(names[1], names[2], stateOf(names[1])));
    }

    /** Wakes what is frozen, so that whoever waits for it can finish; starts nothing that was killed. */
    @Override
    public void close() {
        healPool();
        targets.values().stream()
                .filter(target -> target.state() == Breakable.State.FROZEN)
                .forEach(Breakable::heal);
    }

    /** Whether a request from this address may play. */
    static boolean isThisMachine(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private void add(String target, String action, Action run) {
        actions.put("/" + target + "/" + action, run);
    }

    private List<String> available() {
        return actions.keySet().stream().map(path -> "POST /chaos" + path).toList();
    }

    private String stateOf(String name) {
        Breakable target = targets.get(name);
        return target == null ? poolState() : target.state().name().toLowerCase(ROOT);
    }

    private synchronized String poolState() {
        return squeeze == null || squeeze.isOver() ? "running" : "exhausted";
    }

    private synchronized void exhaustPool(Duration howLong) {
        healPool();
        squeeze = PoolSqueeze.start(pool, howLong);
    }

    private synchronized void healPool() {
        if (squeeze != null) {
            squeeze.end();
            squeeze = null;
        }
    }

    private static Duration secondsOf(HttpServletRequest request) {
        String given = request.getParameter("seconds");
        String seconds = given == null ? DEFAULT_SECONDS : given;
        if (!SECONDS.matcher(seconds).matches()) {
            throw new Refusal(400, "seconds is a number from 1 to 999");
        }
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    private record Played(String target, String action, String state) {}

    private record NoSuchGame(String error, List<String> available) {}

    @FunctionalInterface
    private interface Action {
        void run(HttpServletRequest request);
    }
}
