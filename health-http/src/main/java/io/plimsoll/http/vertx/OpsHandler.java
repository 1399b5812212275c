package io.plimsoll.http.vertx;

import static java.util.Objects.requireNonNull;

import io.plimsoll.http.endpoint.OpsRequest;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.RoleBasedAuthorization;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for health in Vert.x.
 *
 * <pre>{@code
 * router.route("/health/*").handler(new OpsHandler(ops));                      // vertx-web, also in a sub-router
 * vertx.createHttpServer().requestHandler(new OpsHandler(ops)::answer);        // vertx-core is enough
 * }</pre>
 *
 * <p>It answers on the event loop that asks, from memory, and blocks nothing. A body that comes with the request is not
 * waited for, unless the router depends on it, and no more of it is kept than that may have. The router sees the path below the mount point as it came over the wire, so the route selects and changes
 * nothing: {@code /health/%64eep}, which vertx-web routes like {@code /health/deep}, is 404.
 *
 * <p>Compiled against Vert.x 5; the same byte code is tested with Vert.x 4.5. Both limit the size of a request's head, and
 * neither limits how long a connection may take to send it: set {@code HttpServerOptions.setIdleTimeout}.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need Vert.x to compile
public final class OpsHandler implements Handler<RoutingContext> {

    private final OpsRouter ops;

    public OpsHandler(OpsRouter ops) {
        this.ops = requireNonNull(ops, "ops");
    }

    /** Answers at a route. A role is one that the user's authorizations hold already; none is loaded for it. */
    @Override
    public void handle(RoutingContext context) {
        answer(new VertxOpsRequest(
                context.request(),
                below(context.mountPoint()),
                role -> isHeldBy(context.user(), role),
                readBefore(context)));
    }

    /** The body, if a handler of the application's has collected it. */
    private static @Nullable Buffer readBefore(RoutingContext context) {
        boolean mayHaveBody = context.request().method().equals(HttpMethod.POST);
        return mayHaveBody && context.body() != null ? context.body().buffer() : null;
    }

    /** Answers everything that a server is asked, where there is no vertx-web: nobody has a role. */
    public void answer(HttpServerRequest request) {
        answer(new VertxOpsRequest(request, "", role -> false, null));
    }

    private void answer(VertxOpsRequest asked) {
        int longest = asked.read == null && !asked.request.isEnded() ? ops.longestBodyOf(asked) : 0;
        if (longest > 0) {
            answerOnceRead(asked, longest);
        } else {
            send(ops.handle(asked), asked.request.response());
        }
    }

    /** All of this happens on the one event loop of the request. */
    private void answerOnceRead(VertxOpsRequest asked, int longest) {
        HttpServerRequest request = asked.request;
        Buffer read = Buffer.buffer();
        request.handler(part -> {
            if (read.length() <= longest) {
                read.appendBuffer(part);
                if (read.length() > longest) {
                    // What still comes is too much whatever it is: nobody waits for the end of it.
                    send(ops.handle(asked.with(read)), request.response())
                            .onSuccess(sent -> request.connection().close());
                }
            }
        });
        request.endHandler(end -> {
            if (read.length() <= longest) {
                send(ops.handle(asked.with(read)), request.response());
            }
        });
    }

    private static Future<Void> send(OpsResponse answer, HttpServerResponse response) {
        response.setStatusCode(answer.status());
        VertxAnswer ready = answer.as(VertxAnswer.MADE_ONCE);
        for (Header header : ready.headers) {
            response.putHeader(header.name, header.value);
        }
        if (answer.bodyLength() == 0) {
            return response.end();
        }
        return response.end(ready.body);
    }

    private static String below(@Nullable String mountPoint) {
        return mountPoint == null
                ? ""
                : mountPoint.endsWith("/") ? mountPoint.substring(0, mountPoint.length() - 1) : mountPoint;
    }

    private static boolean isHeldBy(@Nullable User user, String role) {
        return user != null && RoleBasedAuthorization.create(role).match(user);
    }

    /** An answer in Vert.x' own kind of text and bytes, which are not hashed, encoded and copied for each request. */
    private record VertxAnswer(List<Header> headers, Buffer body) {

        static final Function<OpsResponse, VertxAnswer> MADE_ONCE = VertxAnswer::of;

        private static VertxAnswer of(OpsResponse answer) {
            List<Header> headers = answer.headers().entrySet().stream()
                    .map(header -> new Header(
                            HttpHeaders.createOptimized(header.getKey()),
                            HttpHeaders.createOptimized(header.getValue())))
                    .toList();
            return new VertxAnswer(headers, Buffer.buffer(answer.body()));
        }
    }

    private record Header(CharSequence name, CharSequence value) {}

    /** @param read the body, as far as it was needed; {@code null} if it was not read */
    private record VertxOpsRequest(
            HttpServerRequest request,
            String mountedAt,
            Predicate<String> roles,
            @Nullable Buffer read) implements OpsRequest {

        VertxOpsRequest with(Buffer body) {
            return new VertxOpsRequest(request, mountedAt, roles, body);
        }

        @Override
        public InputStream body() {
            return read == null ? InputStream.nullInputStream() : new ByteArrayInputStream(read.getBytes());
        }

        @Override
        public String method() {
            return request.method().name();
        }

        @Override
        public String path() {
            String path = request.path();
            if (path == null) {
                return "";
            }
            return path.startsWith(mountedAt) ? path.substring(mountedAt.length()) : path;
        }

        @Override
        public @Nullable String query() {
            return request.query();
        }

        @Override
        public @Nullable String header(String name) {
            return request.getHeader(name);
        }

        @Override
        public boolean hasRole(String role) {
            return roles.test(role);
        }
    }
}
