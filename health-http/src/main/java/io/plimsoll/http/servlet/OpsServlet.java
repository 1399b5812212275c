package io.plimsoll.http.servlet;

import static java.util.Objects.requireNonNull;

import io.plimsoll.http.endpoint.OpsRequest;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for health in a servlet container.
 *
 * <p>Map it to {@code /health/*}. The router sees the whole path after the context path, so the mapping selects and changes
 * nothing. Requests take a thread of the container: when the application has used up all of them, health waits too, unless
 * it has a port of its own.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need the servlet API to compile
public final class OpsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient OpsRouter ops;

    public OpsServlet(OpsRouter ops) {
        this.ops = requireNonNull(ops, "ops");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OpsResponse answer = ops.handle(new ServletOpsRequest(request));
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        answer.writeBodyTo(response.getOutputStream());
    }

    private record ServletOpsRequest(HttpServletRequest request) implements OpsRequest {

        @Override
        public String method() {
            return request.getMethod();
        }

        /** Below the context. Jetty takes {@code x:/health/deep} for this path, but a proxy in front of it does not. */
        @Override
        public String path() {
            if (!request.getScheme().regionMatches(true, 0, "http", 0, "http".length())) {
                return "";
            }
            String path = request.getRequestURI();
            String context = request.getContextPath();
            return path.startsWith(context) ? path.substring(context.length()) : path;
        }

        @Override
        public @Nullable String query() {
            return request.getQueryString();
        }

        @Override
        public @Nullable String header(String name) {
            return request.getHeader(name);
        }

        @Override
        public InputStream body() throws IOException {
            return request.getInputStream();
        }

        @Override
        public boolean hasRole(String role) {
            return request.isUserInRole(role);
        }
    }
}
