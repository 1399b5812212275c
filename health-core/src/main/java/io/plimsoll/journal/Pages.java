package io.plimsoll.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * All entries, newest first; immutable. Each kind has room of its own, so that changes that come fast push out no note, and
 * evidence has less room than the change that it belongs to.
 */
record Pages(List<JournalEntry> newestFirst) {

    static final int MOST_CHANGES = 256;
    static final int MOST_NOTES = 64;
    static final int MOST_OMITTED = 32;
    static final int MOST_EVIDENCE = 16;
    static final int DETAILS = 1_000;
    static final int DETAILS_WITH_EVIDENCE = 8_000;

    static final Pages EMPTY = new Pages(List.of());

    Pages with(Changed change) {
        Pages roomy = without(Changed.class::isInstance, MOST_CHANGES - 1);
        return change.evidence() == null
                ? roomy.and(change)
                : roomy.withEvidence(MOST_EVIDENCE - 1).and(change);
    }

    Pages with(Noted note) {
        return without(Noted.class::isInstance, MOST_NOTES - 1).and(note);
    }

    Pages omitting(Changed change) {
        if (!newestFirst.isEmpty() && newestFirst.get(0) instanceof Omitted last) {
            var rest = new Pages(newestFirst.subList(1, newestFirst.size()));
            return rest.and(last.and(change.id(), change.at()));
        }
        return without(Omitted.class::isInstance, MOST_OMITTED - 1)
                .and(new Omitted(change.id(), change.at(), change.at(), 1));
    }

    /** With something else in the place of the change that has this id, if that is still there. */
    Pages replacing(String id, UnaryOperator<Changed> by) {
        return new Pages(newestFirst.stream()
                .map(entry -> entry instanceof Changed change && change.id().equals(id) ? by.apply(change) : entry)
                .toList());
    }

    private Pages and(JournalEntry newest) {
        List<JournalEntry> all = new ArrayList<>(newestFirst.size() + 1);
        all.add(newest);
        all.addAll(newestFirst);
        return new Pages(List.copyOf(all));
    }

    private Pages without(Predicate<JournalEntry> kind, int most) {
        if (newestFirst.stream().filter(kind).count() <= most) {
            return this;
        }
        List<JournalEntry> kept = new ArrayList<>();
        int seen = 0;
        for (JournalEntry entry : newestFirst) {
            if (!kind.test(entry) || seen++ < most) {
                kept.add(entry);
            }
        }
        return new Pages(List.copyOf(kept));
    }

    private Pages withEvidence(int most) {
        List<JournalEntry> kept = new ArrayList<>();
        int seen = 0;
        for (JournalEntry entry : newestFirst) {
            boolean tooOld = entry instanceof Changed change && change.evidence() != null && seen++ >= most;
            kept.add(tooOld ? ((Changed) entry).without(Cut.finding(((Changed) entry).finding(), DETAILS)) : entry);
        }
        return new Pages(List.copyOf(kept));
    }
}
