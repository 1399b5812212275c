package io.plimsoll.benchmarks;

import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRequest;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a read costs between changes, in this process. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadPath {

    private static final OpsRequest SHALLOW = new Asked("GET", "/health/shallow");
    private static final OpsRequest READY = new Asked("GET", "/health/ready");
    private static final OpsRequest DEEP = new Asked("GET", "/health/deep");
    private static final OpsRequest COMPONENT = new Asked("GET", "/health/deep/inventory_service");
    private static final OpsRequest HEAD_DEEP = new Asked("HEAD", "/health/deep");

    private HealthMonitor health = Checkout.start();
    private OpsRouter ops = OpsRouter.builder(health).build();

    @Setup
    public void answersAreThere() {
        for (OpsRequest request : new OpsRequest[] {SHALLOW, READY, DEEP, COMPONENT, HEAD_DEEP}) {
            OpsResponse answer = ops.handle(request);
            if (answer.status() != 200) {
                throw new IllegalStateException(request + " is answered with " + answer.status());
            }
        }
    }

    @TearDown
    public void close() {
        health.close();
    }

    @Benchmark
    public HealthReport monitorReport() {
        return health.report();
    }

    @Benchmark
    public Status monitorStatus() {
        return health.status("inventory_service");
    }

    @Benchmark
    public Gate monitorReady() {
        return health.ready();
    }

    @Benchmark
    public OpsResponse routerShallow() {
        return ops.handle(SHALLOW);
    }

    @Benchmark
    public OpsResponse routerReady() {
        return ops.handle(READY);
    }

    @Benchmark
    public OpsResponse routerDeep() {
        return ops.handle(DEEP);
    }

    @Benchmark
    public OpsResponse routerComponent() {
        return ops.handle(COMPONENT);
    }

    @Benchmark
    public OpsResponse routerHeadDeep() {
        return ops.handle(HEAD_DEEP);
    }

    private record Asked(String method, String path) implements OpsRequest {

        @Override
        public @Nullable String query() {
            return null;
        }

        @Override
        public @Nullable String header(String name) {
            return null;
        }
    }
}
