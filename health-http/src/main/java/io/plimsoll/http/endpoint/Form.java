package io.plimsoll.http.endpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Which of its renderings an answer is wanted in. There are few of them, so each is rendered once per change and kept.
 *
 * @param access what is shown: NONE, STATUS or DETAILS
 * @param ietf whether as {@code application/health+json}
 * @param chained whether for another service that asks on behalf of its own health
 * @param index its place among all forms
 */
record Form(Access access, boolean ietf, boolean chained, int index) {

    private static final List<Access> SHOWN = List.of(Access.NONE, Access.STATUS, Access.DETAILS);

    static final List<Form> ALL = all();

    static Form of(Access access, boolean ietf, boolean chained) {
        int shown = SHOWN.indexOf(access == Access.OPERATE ? Access.DETAILS : access);
        return ALL.get(shown * 4 + (ietf ? 2 : 0) + (chained ? 1 : 0));
    }

    boolean showsDetails() {
        return access == Access.DETAILS;
    }

    String contentType() {
        return ietf ? "application/health+json" : "application/json";
    }

    private static List<Form> all() {
        List<Form> all = new ArrayList<>();
        for (Access access : SHOWN) {
            for (boolean ietf : new boolean[] {false, true}) {
                for (boolean chained : new boolean[] {false, true}) {
                    all.add(new Form(access, ietf, chained, all.size()));
                }
            }
        }
        return List.copyOf(all);
    }
}
