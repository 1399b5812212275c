package io.plimsoll.benchmarks;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ff4j.FF4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.togglz.core.Feature;
import org.togglz.core.manager.FeatureManager;
import org.togglz.core.manager.FeatureManagerBuilder;
import org.togglz.core.repository.mem.InMemoryStateRepository;
import org.togglz.core.user.NoOpUserProvider;

/** What it costs to ask whether a feature is switched off, each in memory and as its guide begins; nothing changes meanwhile. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PressedCost {

    private static final String FEATURE = "recommendations";

    /** Togglz knows features by the constants of an enum. */
    public enum Features implements Feature {
        RECOMMENDATIONS
    }

    private final PanicBoard board = PanicBoard.of(FEATURE);
    private final PanicButton button = board.button(FEATURE);
    private final FeatureManager togglz = new FeatureManagerBuilder()
            .featureEnum(Features.class)
            .stateRepository(new InMemoryStateRepository())
            .userProvider(new NoOpUserProvider())
            .build();
    private final FF4j ff4j = new FF4j().createFeature(FEATURE, false);
    private final Client openFeature = client();
    private final Plain plain = new Plain();

    /** What one writes who needs nothing else: a field of another object, as a button is another object. */
    private static final class Plain {
        volatile boolean pressed;
    }

    private static Client client() {
        OpenFeatureAPI api = OpenFeatureAPI.getInstance();
        api.setProviderAndWait(new InMemoryProvider(Map.of(
                FEATURE,
                Flag.<Boolean>builder()
                        .variant("on", true)
                        .variant("off", false)
                        .defaultVariant("off")
                        .build())));
        return api.getClient();
    }

    @TearDown
    public void close() {
        board.close();
        OpenFeatureAPI.getInstance().shutdown();
    }

    @Benchmark
    public boolean isPressed() {
        return button.isPressed();
    }

    @Benchmark
    public boolean volatileRead() {
        return plain.pressed;
    }

    @Benchmark
    public boolean togglz() {
        return togglz.isActive(Features.RECOMMENDATIONS);
    }

    @Benchmark
    public boolean openFeature() {
        return openFeature.getBooleanValue(FEATURE, false);
    }

    @Benchmark
    public boolean ff4j() {
        return ff4j.check(FEATURE);
    }
}
