package io.plimsoll.examples.spring;

import io.plimsoll.http.jdk.JdkOpsServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The business: what time it is by the clock of the database. */
@SpringBootApplication
@RestController
public class ClockApplication {

    private final JdbcClient database;

    ClockApplication(JdbcClient database) {
        this.database = database;
    }

    @GetMapping("/now")
    String now() {
        return database.sql("select now()::text").query(String.class).single();
    }

    public static void main(String[] arguments) {
        var application = SpringApplication.run(ClockApplication.class, arguments);
        System.out.printf(
                "ready http://localhost:%s http://localhost:%d%n",
                application.getEnvironment().getProperty("local.server.port"),
                application.getBean(JdkOpsServer.class).port());
    }
}
