package io.plimsoll.examples.checkout.web;

import io.plimsoll.resilience.CallRefusedException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An endpoint for each method: any other method gets 405, and every answer is JSON. */
public final class JsonServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(JsonServlet.class);

    private static final String ANY = "any";

    private final transient Map<String, Endpoint> endpoints;

    public JsonServlet(String method, Endpoint endpoint) {
        this(Map.of(method, endpoint));
    }

    public JsonServlet(Map<String, Endpoint> endpoints) {
        this.endpoints = new TreeMap<>(endpoints);
    }

    /** Answers what nothing else is there for. */
    public static HttpServlet nothingElse() {
        return new JsonServlet(ANY, request -> {
            throw new Refusal(404, "Nothing here");
        });
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer = answer(request);
        byte[] body = Json.write(answer.body());
        response.setStatus(answer.status());
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        answer.headers().forEach(response::setHeader);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private Answer answer(HttpServletRequest request) throws IOException {
        Endpoint endpoint = endpoints.getOrDefault(request.getMethod(), endpoints.get(ANY));
        if (endpoint == null) {
            return Answer.of(405, Map.of("error", "Only " + String.join(" and ", endpoints.keySet()) + " here"))
                    .withHeader("Allow", String.join(", ", endpoints.keySet()));
        }
        try {
            return endpoint.answer(request);
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (CallRefusedException refused) {
            // The filter has the answer to it.
            throw refused;
        } catch (RuntimeException bug) {
            log.error("A request failed", bug);
            return Answer.of(500, Map.of("error", "Something is wrong with this service"));
        }
    }
}
