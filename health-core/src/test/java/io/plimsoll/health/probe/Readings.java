package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.fail;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;

/** What a finding read. */
final class Readings {

    private Readings() {}

    static long count(Finding finding, String name) {
        if (finding.readings().get(name) instanceof Reading.Count count) {
            return count.value();
        }
        return fail("no whole number named " + name + " in " + finding.readings());
    }
}
