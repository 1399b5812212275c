package io.plimsoll.resilience.panic;

import static java.util.Objects.requireNonNull;

import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.PanicListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs something when a button is pressed, and something else to undo it when nothing holds the button any more.
 *
 * <pre>{@code
 * WhilePressed.of(panic, "bigger-pool", () -> pool.setMaximumPoolSize(40), () -> pool.setMaximumPoolSize(20));
 * }</pre>
 *
 * <p>Both run on a thread of the board's executor, one at a time and in turn, and may block; how many leases hold the button
 * makes no difference. What fails is logged, counts as not done, and is tried again at the next change of the button's leases:
 * so both have to bear being run twice.
 */
public final class WhilePressed {

    private static final Logger log = LoggerFactory.getLogger(WhilePressed.class);

    private final PanicButton button;
    private final Runnable begin;
    private final Runnable undo;
    private boolean begun; // guarded by this

    private WhilePressed(PanicButton button, Runnable begin, Runnable undo) {
        this.button = button;
        this.begin = requireNonNull(begin, "begin");
        this.undo = requireNonNull(undo, "undo");
    }

    /**
     * Begins to watch the button. If it is pressed already, this runs {@code begin} at once, on the calling thread.
     *
     * @throws IllegalArgumentException if the board has no button of that name
     */
    public static void of(PanicBoard board, String button, Runnable begin, Runnable undo) {
        var effect = new WhilePressed(board.button(button), begin, undo);
        board.listen(effect.new Watch());
        effect.catchUp();
    }

    /** Looks at the button, not at what was told: what was told may be of the past already. */
    private synchronized void catchUp() {
        boolean pressed = button.isPressed();
        if (pressed == begun) {
            return;
        }
        try {
            (pressed ? begin : undo).run();
            begun = pressed;
        } catch (RuntimeException failed) {
            log.error(
                    "What button {} {} failed; it is tried again when something changes",
                    button.name(),
                    pressed ? "begins" : "undoes",
                    failed);
        }
    }

    private final class Watch implements PanicListener {

        @Override
        public void pressed(Lease lease) {
            changed(lease);
        }

        @Override
        public void extended(Lease lease) {
            changed(lease);
        }

        @Override
        public void released(Lease lease) {
            changed(lease);
        }

        @Override
        public void ended(Lease lease) {
            changed(lease);
        }

        private void changed(Lease lease) {
            if (lease.button().equals(button.name())) {
                catchUp();
            }
        }
    }
}
