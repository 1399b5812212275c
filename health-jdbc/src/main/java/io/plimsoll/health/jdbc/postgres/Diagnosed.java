package io.plimsoll.health.jdbc.postgres;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Finding;
import java.util.List;

/**
 * What one round of a {@link PostgresDiagnosis} found.
 *
 * @param sentences the most telling one first, for anyone to read: our words and numbers, no name and no SQL
 * @param nobodyBlocks whether it is certain that no session of ours waits for somebody's lock; false if that could not be found
 *     out
 * @param full whether the server has no connection left for us
 * @param evidence readings for anyone, and details for those with access to them: who, what, and the statement that helps
 * @param deadlocks of this database since its statistics began; negative if that could not be found out
 */
public record Diagnosed(List<String> sentences, boolean nobodyBlocks, boolean full, Finding evidence, long deadlocks) {

    public Diagnosed {
        sentences = List.copyOf(sentences);
        requireNonNull(evidence, "evidence");
    }
}
