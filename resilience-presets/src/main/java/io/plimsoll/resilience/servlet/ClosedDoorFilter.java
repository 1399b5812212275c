package io.plimsoll.resilience.servlet;

import static java.util.Objects.requireNonNull;

import io.plimsoll.resilience.panic.ClosedDoor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Closes the door in a servlet container. Map it to {@code /*}, in front of all others. */
@SuppressWarnings("exports") // "transitive" would make every modular user need the servlet API to compile
public final class ClosedDoorFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient ClosedDoor door;

    public ClosedDoorFilter(ClosedDoor door) {
        this.door = requireNonNull(door, "door");
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ClosedDoor.Answer closed = door.answerTo(ApplicationPath.of(request));
        if (closed == null) {
            chain.doFilter(request, response);
            return;
        }
        Answers.write(response, closed.status(), closed.headers(), closed.body());
    }
}
