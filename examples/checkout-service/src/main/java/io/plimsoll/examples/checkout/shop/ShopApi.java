package io.plimsoll.examples.checkout.shop;

import io.plimsoll.examples.checkout.web.Answer;
import io.plimsoll.examples.checkout.web.Json;
import io.plimsoll.examples.checkout.web.JsonServlet;
import io.plimsoll.examples.checkout.web.Refusal;
import io.plimsoll.resilience.Served;
import io.plimsoll.resilience.http.ServedHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shop over HTTP: {@code PUT} and {@code GET /carts/{id}}, {@code POST /checkout}, {@code GET /orders/{id}}, {@code GET
 * /recommendations/{sku}}, {@code GET /bestsellers}, {@code POST /views}.
 */
public final class ShopApi {

    private static final Logger log = LoggerFactory.getLogger(ShopApi.class);
    private static final Pattern CART_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String CART_ID_RULE = "A cart's id is 1 to 64 letters, digits, hyphens and underscores";
    private static final Pattern IDEMPOTENCY_KEY = CART_ID;
    private static final Pattern ORDER_ID = Pattern.compile("[0-9]{1,18}");

    private final Carts carts;
    private final Checkout checkout;
    private final OrderStore orders;
    private final Suggestions suggestions;
    private final Views views = new Views();

    public ShopApi(Carts carts, Checkout checkout, OrderStore orders, Suggestions suggestions) {
        this.carts = carts;
        this.checkout = checkout;
        this.orders = orders;
        this.suggestions = suggestions;
    }

    public void addTo(ServletContextHandler context) {
        add(context, "/carts/*", new JsonServlet(Map.of("GET", this::getCart, "PUT", this::putCart)));
        add(context, "/checkout", new JsonServlet("POST", this::postCheckout));
        add(context, "/orders/*", new JsonServlet("GET", this::getOrder));
        add(context, "/recommendations/*", new JsonServlet("GET", this::getRecommendations));
        add(context, "/bestsellers", new JsonServlet("GET", request -> suggested(suggestions::bestsellers)));
        add(context, "/views", new JsonServlet("POST", this::postView));
    }

    private static void add(ServletContextHandler context, String path, JsonServlet servlet) {
        context.addServlet(new ServletHolder(servlet), path);
    }

    private Answer getCart(HttpServletRequest request) {
        String id = cartId(lastOf(request));
        return unlessUnavailable(() ->
                Answer.of(200, carts.find(id).orElseThrow(() -> new Refusal(404, "No such cart"))));
    }

    private Answer putCart(HttpServletRequest request) throws IOException {
        String id = cartId(lastOf(request));
        Cart cart = Json.read(request, Cart.class, Cart.EXAMPLE);
        return unlessUnavailable(() -> Answer.of(200, carts.put(id, cart)));
    }

    private Answer postCheckout(HttpServletRequest request) throws IOException {
        String cart =
                Json.read(request, CheckoutRequest.class, "{\"cart\":\"c-1\"}").cart();
        String idempotencyKey = request.getHeader("Idempotency-Key");
        if (idempotencyKey != null && !IDEMPOTENCY_KEY.matcher(idempotencyKey).matches()) {
            throw new Refusal(400, "An Idempotency-Key is 1 to 64 letters, digits, hyphens and underscores");
        }
        return unlessUnavailable(() -> {
            Order order = checkout.place(cart, idempotencyKey);
            var also = Suggested.of(suggestions.besides(order));
            return Answer.of(201, new Confirmation(order.orderId(), order.status(), also))
                    .withHeader("Location", "/orders/" + order.orderId());
        });
    }

    private Answer getOrder(HttpServletRequest request) {
        String id = lastOf(request);
        if (!ORDER_ID.matcher(id).matches()) {
            throw new Refusal(400, "An order's id is a number");
        }
        return unlessUnavailable(() ->
                Answer.of(200, orders.find(Long.parseLong(id)).orElseThrow(() -> new Refusal(404, "No such order"))));
    }

    private Answer getRecommendations(HttpServletRequest request) {
        String sku = lastOf(request);
        if (!Cart.Item.isSku(sku)) {
            throw new Refusal(400, Cart.Item.SKU_RULE);
        }
        return suggested(() -> suggestions.with(sku));
    }

    private Answer postView(HttpServletRequest request) throws IOException {
        return Answer.of(200, views.count(Json.read(request, Views.View.class, Views.EXAMPLE)));
    }

    /** Nobody gets what is old without being told: by the headers that caches know, and by a flag for everyone else. */
    private static Answer suggested(Supplier<Served<List<String>>> suggestions) {
        return unlessUnavailable(() -> {
            Served<List<String>> served = suggestions.get();
            return new Answer(200, ServedHeaders.of(served, "checkout-service"), Suggested.of(served));
        });
    }

    private static Answer unlessUnavailable(Supplier<Answer> work) {
        try {
            return work.get();
        } catch (UnavailableException unavailable) {
            // Health tells the story of an outage once; a line per request would only bury it.
            log.debug("A request failed", unavailable);
            return Answer.of(503, Map.of("error", String.valueOf(unavailable.getMessage())))
                    .withHeader("Retry-After", "2");
        }
    }

    private static String cartId(String id) {
        if (!CART_ID.matcher(id).matches()) {
            throw new Refusal(400, CART_ID_RULE);
        }
        return id;
    }

    private static String lastOf(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }

    record CheckoutRequest(String cart) {
        CheckoutRequest {
            if (!CART_ID.matcher(cart).matches()) {
                throw new IllegalArgumentException(CART_ID_RULE);
            }
        }
    }

    private record Suggested(String served, List<String> skus) {

        static Suggested of(Served<List<String>> suggestions) {
            return new Suggested(suggestions.kind(), suggestions.value());
        }
    }

    private record Confirmation(long orderId, String status, Suggested suggestions) {}
}
