package io.plimsoll.health.monitor;

import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.PanicListener;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Has a component leave the verdict while its button is pressed. */
final class MuteListener implements PanicListener {

    /** What is to be done about a component. */
    @FunctionalInterface
    interface Mute {
        void mute(int index, BooleanSupplier muted);
    }

    private final List<PanicButton> mutes;
    private final Mute mute;

    /** @param mutes the button of each component */
    MuteListener(List<PanicButton> mutes, Mute mute) {
        this.mutes = mutes;
        this.mute = mute;
    }

    @Override
    public void pressed(Lease lease) {
        changed(lease.button());
    }

    @Override
    public void released(Lease lease) {
        changed(lease.button());
    }

    @Override
    public void ended(Lease lease) {
        changed(lease.button());
    }

    /** What was pressed before this listened. */
    void catchUp() {
        mutes.forEach(button -> changed(button.name()));
    }

    private void changed(String button) {
        for (int i = 0; i < mutes.size(); i++) {
            if (mutes.get(i).name().equals(button)) {
                mute.mute(i, mutes.get(i)::isPressed);
            }
        }
    }
}
