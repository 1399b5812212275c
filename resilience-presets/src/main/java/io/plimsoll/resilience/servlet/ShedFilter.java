package io.plimsoll.resilience.servlet;

import static java.util.Objects.requireNonNull;

import io.plimsoll.resilience.hop.RequestLocal;
import io.plimsoll.resilience.http.OpsPaths;
import io.plimsoll.resilience.http.RefusalAnswer;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.LoadShedder;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;

/**
 * Sheds load in a servlet container: 429 with a spread {@code Retry-After} instead of a wait that nobody survives. Map it to
 * {@code /*}, in front of all that costs something. Health and buttons are let through ({@link OpsPaths#usual()}).
 *
 * <p>A request stays inside until its answer is complete, an asynchronous one too. One that throws, or is answered with 429 or
 * 5xx, tells the limit nothing.
 *
 * <p>Guards that are called on the thread of the request know its criticality. What goes on another one takes {@link
 * Criticality#current()} along.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need the servlet API to compile
public final class ShedFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient LoadShedder shedder;
    private final transient Function<HttpServletRequest, Criticality> criticality;
    private final transient OpsPaths open;

    /**
     * Sheds, but for the usual paths.
     *
     * @param criticality by what is known without reading the body: path, method, headers
     */
    public ShedFilter(LoadShedder shedder, Function<HttpServletRequest, Criticality> criticality) {
        this(shedder, criticality, OpsPaths.usual());
    }

    /** The same with paths of one's own to be let through. */
    public ShedFilter(LoadShedder shedder, Function<HttpServletRequest, Criticality> criticality, OpsPaths open) {
        this.shedder = requireNonNull(shedder, "shedder");
        this.criticality = requireNonNull(criticality, "criticality");
        this.open = requireNonNull(open, "open");
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (open.contain(ApplicationPath.of(request))) {
            chain.doFilter(request, response);
            return;
        }
        Criticality worth = criticality.apply(request);
        LoadShedder.Admission admission = shedder.tryEnter(worth);
        if (admission == null) {
            Answers.write(response, RefusalAnswer.ofOverload());
            return;
        }
        boolean waits = false;
        RequestLocal.Scope scope = worth.open();
        try {
            chain.doFilter(request, response);
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new End(admission, response));
                waits = true;
            } else {
                admission.answered(response.getStatus());
            }
        } finally {
            scope.close();
            if (!waits) {
                admission.abandoned();
            }
        }
    }

    /** Whichever comes first. */
    private record End(LoadShedder.Admission admission, HttpServletResponse response) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            admission.answered(response.getStatus());
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // The container completes it, or whoever handles timeouts does.
        }

        @Override
        public void onError(AsyncEvent event) {
            admission.abandoned();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
