package io.plimsoll.http.contract;

import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;

import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.HealthMonitorBuilder;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A service whose dependencies follow a script and whose time a test moves; nothing has been probed at first. */
public final class Checkout implements AutoCloseable {

    public final ManualTime time = new ManualTime();
    public final ScriptedProbe database;
    public final HealthMonitor health;

    private Checkout(
            ScriptedProbe.Step database, ScriptedProbe.Step inventory, UnaryOperator<HealthMonitorBuilder> more) {
        this.database = ScriptedProbe.of(database);
        health = more.apply(HealthMonitor.builder("checkout-service", "v3.4.12")
                        .required("database", this.database)
                        .required("redis", ScriptedProbe.of(OK))
                        .optional("inventory_service", ScriptedProbe.of(inventory))
                        .timing(time.timing()))
                .start();
    }

    public static Checkout of(ScriptedProbe.Step database, ScriptedProbe.Step inventory) {
        return new Checkout(database, inventory, builder -> builder);
    }

    public static Checkout of(
            ScriptedProbe.Step database, ScriptedProbe.Step inventory, UnaryOperator<HealthMonitorBuilder> more) {
        return new Checkout(database, inventory, more);
    }

    /** All is well, and was probed a moment ago. */
    public static Checkout up() {
        return of(OK, OK).after(Duration.ofMillis(10));
    }

    /** Its database is UP at the first check, DOWN at the second, and so on in turn; the first has been made. */
    public static Checkout flapping() {
        var turn = new AtomicInteger();
        return of((probe, context) -> (turn.getAndIncrement() % 2 == 0 ? OK : FAIL).play(probe, context), OK)
                .after(Duration.ofMillis(10));
    }

    public Checkout after(Duration duration) {
        time.advance(duration);
        return this;
    }

    @Override
    public void close() {
        database.release();
        health.close();
    }
}
