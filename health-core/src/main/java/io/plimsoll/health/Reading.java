package io.plimsoll.health;

/**
 * One number or flag that a probe read off its dependency.
 *
 * <p>There is no text among them on purpose: readings are shown to everyone, and text is how secrets leave. Text goes into
 * {@link Finding#detail(String, String)}, which only those with access to details see.
 */
public sealed interface Reading {

    /** The bare value, as it stands in logs. */
    Object show();

    /** A whole number: connections, bytes, a status code. */
    record Count(long value) implements Reading {
        @Override
        public Long show() {
            return value;
        }
    }

    /** A finite number with a fraction. */
    record Measure(double value) implements Reading {
        public Measure {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a reading must be finite, but is " + value);
            }
        }

        @Override
        public Double show() {
            return value;
        }
    }

    /** Yes or no. */
    record Flag(boolean value) implements Reading {
        @Override
        public Boolean show() {
            return value;
        }
    }
}
