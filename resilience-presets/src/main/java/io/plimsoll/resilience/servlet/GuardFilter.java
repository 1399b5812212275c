package io.plimsoll.resilience.servlet;

import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.resilience.hop.RequestLocal;
import io.plimsoll.resilience.http.RefusalAnswer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Reads which attempt a request is, so that guards below make only one if the caller retries, and answers refusals that nobody
 * below has handled. Map it to {@code /*}, in front of all others.
 *
 * <p>It knows the thread of the request. What goes on another one takes {@link AttemptHeader#current()} along.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need the servlet API to compile
public final class GuardFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    /** Made by a container or by hand; needs no configuration. */
    public GuardFilter() {}

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestLocal.Scope scope = AttemptHeader.parse(request.getHeader(AttemptHeader.NAME))
                .orElse(AttemptHeader.ONLY)
                .open();
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException | ServletException thrown) {
            CallRefusedException refused = CallRefusedException.in(thrown);
            if (refused == null || response.isCommitted()) {
                throw thrown;
            }
            response.reset();
            Answers.write(response, RefusalAnswer.to(refused));
        } finally {
            scope.close();
        }
    }
}
