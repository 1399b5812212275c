package io.plimsoll.http.endpoint;

import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.Press;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Where the buttons of a board are shown, pressed, held for longer and let go: all of it for {@link Access#OPERATE}. */
final class PanicRoutes {

    private static final String NAME = "panic";
    private static final String SOURCE = "http";
    private static final String ALL = "all";

    private final PanicBoard board;
    private final long mostMinutes;

    private PanicRoutes(PanicBoard board) {
        this.board = board;
        mostMinutes = board.maximum().toMinutes();
    }

    static List<Route> of(PanicBoard board) {
        var routes = new PanicRoutes(board);
        return List.of(
                Route.of(NAME, Access.OPERATE, "/panic", routes::shown),
                routes.telling(
                        "/panic/{button}/press",
                        Set.of("by", "reason", "minutes", "incident", "drill"),
                        "A press is {\"by\":\"alice\",\"reason\":\"...\",\"minutes\":30}: by of 1 to 64 characters, reason of 1"
                                + " to 200, each in one line, minutes from 1 to " + routes.mostMinutes
                                + ", if wanted \"incident\" like by, and \"drill\":true; and nothing else",
                        routes::press),
                routes.telling(
                        "/panic/{button}/extend",
                        Set.of("by", "lease", "minutes"),
                        "An extension is {\"by\":\"alice\",\"lease\":\"<id>\",\"minutes\":30}: by of one line of 1 to 64"
                                + " characters, minutes from now from 1 to " + routes.mostMinutes
                                + " and beyond the end that the lease has; and nothing else",
                        routes::extend),
                routes.telling(
                        "/panic/{button}/release",
                        Set.of("by", "lease"),
                        "A release is {\"by\":\"alice\",\"lease\":\"<id>\"}: by of one line of 1 to 64 characters, the id of"
                                + " a lease, or \"all\"; and nothing else",
                        routes::release));
    }

    /** What is done to a button. */
    @FunctionalInterface
    private interface Action {

        /** @throws IllegalArgumentException if what was told is not what is asked for */
        OpsResponse on(PanicButton button, Told told) throws Told.Refused;
    }

    private OpsResponse shown(OpsRequest request, Form form, String segment) {
        return OpsResponse.of(200, PanicJson.TYPE, PanicJson.board(board.buttons()));
    }

    private OpsResponse press(PanicButton button, Told told) throws Told.Refused {
        Press press = Press.by(told.text("by"), told.text("reason"))
                .source(SOURCE)
                .lasting(Duration.ofMinutes(told.number("minutes", mostMinutes)));
        String incident = told.textIfAny("incident");
        press = incident == null ? press : press.incident(incident);
        press = told.flag("drill") ? press.drilling() : press;
        return OpsResponse.of(201, PanicJson.TYPE, PanicJson.lease(button.press(press)));
    }

    private OpsResponse extend(PanicButton button, Told told) throws Told.Refused {
        return button.extend(
                        told.text("lease"), told.text("by"), Duration.ofMinutes(told.number("minutes", mostMinutes)))
                .map(lease -> OpsResponse.of(200, PanicJson.TYPE, PanicJson.lease(lease)))
                .orElse(Problem.NO_SUCH_LEASE);
    }

    private OpsResponse release(PanicButton button, Told told) throws Told.Refused {
        String id = told.text("lease");
        String by = told.text("by");
        if (id.equals(ALL)) {
            return OpsResponse.of(200, PanicJson.TYPE, PanicJson.released(button.releaseAll(by)));
        }
        return button.release(id, by)
                .map(lease -> OpsResponse.of(200, PanicJson.TYPE, PanicJson.released(List.of(lease))))
                .orElse(Problem.NO_SUCH_LEASE);
    }

    private Route telling(String pattern, Set<String> names, String shape, Action action) {
        return Route.of(NAME, Access.OPERATE, pattern, new ToldButton(names, Problem.unprocessable(shape), action));
    }

    /** Does one thing to the button that the path names, and is not read. */
    private final class ToldButton implements Accepting {

        private final Set<String> names;
        private final OpsResponse otherwise;
        private final Action action;

        ToldButton(Set<String> names, OpsResponse otherwise, Action action) {
            this.names = names;
            this.otherwise = otherwise;
            this.action = action;
        }

        @Override
        public OpsResponse answer(OpsRequest request, Form form, String segment) {
            return otherMethod();
        }

        @Override
        public OpsResponse otherMethod() {
            return Problem.TOLD_ONLY;
        }

        @Override
        public OpsResponse accept(OpsRequest request, String segment) throws IOException {
            PanicButton button = board.find(segment).orElse(null);
            if (button == null) {
                return Problem.noSuchButton(
                        board.buttons().stream().map(PanicButton::name).toList());
            }
            try {
                return action.on(button, Told.of(request, names, otherwise));
            } catch (Told.Refused refused) {
                return refused.answer;
            } catch (IllegalArgumentException otherThanAsked) {
                return otherwise;
            } catch (IllegalStateException full) {
                return Problem.CANNOT_PRESS;
            }
        }
    }
}
