package com.example.jdbc;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Status;
import io.plimsoll.health.jdbc.DatabaseProbe;
import io.plimsoll.health.monitor.HealthMonitor;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Watches a database that is not there, with health-jdbc and a driver. */
public final class Jdbc {

    private Jdbc() {}

    public static void main(String[] args) throws Exception {
        int nobody;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = taken.getLocalPort();
        }
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + nobody + "/orders");
            pool.setUsername("orders");
            pool.setInitializationFailTimeout(-1);
            try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                    .required("database", DatabaseProbe.of(pool))
                    .start()) {
                Checks.eventually(
                        "code", () -> Code.REFUSED.equals(database(health).code()));
                Checks.equal("status", Status.DOWN, database(health).status());
            }
        }
        Checks.equal(
                "what needs more than there is",
                "{}",
                Artifact.of(DatabaseProbe.class).broken().toString());
    }

    private static ComponentHealth database(HealthMonitor health) {
        return health.report().components().get("database");
    }
}
