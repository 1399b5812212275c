package io.plimsoll.examples.spring;

import static java.util.stream.Collectors.joining;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Stops the application's PostgreSQL and lets it go on: its sockets stay open meanwhile, and nobody answers. */
final class Postgres {

    private final ProcessHandle postmaster;

    private Postgres(ProcessHandle postmaster) {
        this.postmaster = postmaster;
    }

    static Postgres of(EmbeddedPostgres server) throws Exception {
        try (var connection = server.getPostgresDatabase().getConnection();
                var answer = connection.createStatement().executeQuery("show data_directory")) {
            answer.next();
            Path pid = Path.of(answer.getString(1), "postmaster.pid");
            return new Postgres(ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(pid).get(0).strip()))
                    .orElseThrow());
        }
    }

    void freeze() throws Exception {
        signal("STOP");
    }

    void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        String pids = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(process -> Long.toString(process.pid()))
                .collect(joining(" "));
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pids)
                .inheritIO()
                .start()
                .waitFor();
    }
}
