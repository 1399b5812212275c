package io.plimsoll.panic.redis;

import io.plimsoll.panic.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds as far as one instance knows, so that it can tell what is missing there without reading it again. Used by one
 * thread at a time.
 *
 * <p>{@code Read} is what the last reading showed. {@code Presumed} is what was written or heard since: it counts until the next
 * reading, which shows whether it is really there.
 */
final class Shared {

    /** An instance that did not hear of a release may have extended the lease meanwhile: it must find the release even so. */
    private static final Duration RELEASES_KEPT = Duration.ofDays(1);
    /** Longer than clocks differ and messages travel. */
    private static final Duration ENDS_KEPT = Duration.ofMinutes(10);

    private final Map<String, Lease> fields = new HashMap<>(); // by their text
    private final Map<String, Lease> read = new HashMap<>(); // by id, all fields of it in one
    private final Map<String, Lease> presumed = new HashMap<>(); // by id
    private int strange;

    /**
     * Whether it is of no use to anybody any more. Everybody has to decide this alike, or one would bring back what another removes:
     * so it depends on nothing but the lease and the time of Redis.
     */
    static boolean isForgotten(Lease lease, Instant now) {
        return now.minus(lease.isReleased() ? RELEASES_KEPT : ENDS_KEPT).isAfter(lease.until());
    }

    /** A reading of all fields, which replaces what was known. What cannot be read as a lease is left alone. */
    void read(Collection<String> texts) {
        fields.clear();
        read.clear();
        strange = 0;
        for (String text : texts) {
            try {
                Lease lease = LeaseText.read(text);
                fields.put(text, lease);
                read.merge(lease.id(), lease, Lease::merge);
            } catch (IllegalArgumentException noLease) {
                strange++;
            }
        }
    }

    /** How many fields the hash has if nothing was changed since the last reading. */
    int size() {
        return fields.size() + strange;
    }

    /** How many fields of the last reading are no leases. */
    int strange() {
        return strange;
    }

    /** All leases of the last reading. */
    Collection<Lease> leases() {
        return read.values();
    }

    /** It is there, unless the next reading shows that it is not. */
    void presume(Lease lease) {
        presumed.merge(lease.id(), lease, Lease::merge);
    }

    /** The last reading was confirmed, or is new. */
    void presumeNothing() {
        presumed.clear();
    }

    /** What Redis does not know of these. */
    List<Lease> missing(Collection<Lease> mine, Instant now) {
        var missing = new ArrayList<Lease>();
        for (Lease lease : mine) {
            Lease there = known(lease.id());
            Lease both = there == null ? lease : there.merge(lease);
            if (!both.equals(there) && !isForgotten(both, now)) {
                missing.add(both);
            }
        }
        return missing;
    }

    /** Fields that another one makes superfluous, and those that are of no use any more. */
    List<String> superfluous(Instant now) {
        var superfluous = new ArrayList<String>();
        for (Map.Entry<String, Lease> field : fields.entrySet()) {
            Lease all = read.getOrDefault(field.getValue().id(), field.getValue());
            boolean isSaidByAnother = !field.getValue().equals(all) && fields.containsKey(LeaseText.write(all));
            if (isSaidByAnother || isForgotten(all, now)) {
                superfluous.add(field.getKey());
            }
        }
        return superfluous;
    }

    /** They are removed. */
    void remove(Collection<String> texts) {
        fields.keySet().removeAll(Set.copyOf(texts));
        read.clear();
        fields.values().forEach(lease -> read.merge(lease.id(), lease, Lease::merge));
    }

    private @Nullable Lease known(String id) {
        Lease one = read.get(id);
        Lease other = presumed.get(id);
        return one == null || other == null ? (one == null ? other : one) : one.merge(other);
    }
}
