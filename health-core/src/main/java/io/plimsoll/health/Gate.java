package io.plimsoll.health;

import org.jspecify.annotations.Nullable;

/**
 * A yes or no that a platform acts on: alive, started, ready.
 *
 * @param open whether the answer is yes
 * @param reason why it is no, in one line that anyone may read; {@code null} exactly if yes
 */
public record Gate(boolean open, @Nullable String reason) {

    private static final Gate OPEN = new Gate(true, null);

    public Gate {
        if (open != (reason == null)) {
            throw new IllegalArgumentException(
                    "a reason belongs to a closed gate: open " + open + ", reason " + reason);
        }
    }

    public static Gate opened() {
        return OPEN;
    }

    public static Gate closed(String reason) {
        return new Gate(false, reason);
    }
}
