package io.plimsoll.http.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.time.Timing;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks another service by one {@code GET} per check.
 *
 * <table>
 *   <caption>What it finds</caption>
 *   <tr><td>2xx, or what {@link #expectStatus} says</td><td>UP</td></tr>
 *   <tr><td>the same, but slower than {@link #slowAfter}</td><td>DEGRADED {@code SLOW}</td></tr>
 *   <tr><td>429</td><td>DEGRADED {@code RATE_LIMITED}, and asks less</td></tr>
 *   <tr><td>any other status, a redirect included</td><td>DEGRADED {@code BAD_RESPONSE}</td></tr>
 *   <tr><td>something that is not HTTP</td><td>DOWN {@code BAD_RESPONSE}</td></tr>
 *   <tr><td>no complete answer within the attempt's time</td><td>DOWN {@code TIMEOUT}</td></tr>
 *   <tr><td>connection refused, reset or cut</td><td>DOWN {@code REFUSED}</td></tr>
 *   <tr><td>UP, but the certificate, or an issuer's, ends within 14 days</td><td>DEGRADED {@code TLS}</td></tr>
 *   <tr><td>it has expired</td><td>DOWN {@code TLS}</td></tr>
 *   <tr><td>name unknown · no encryption</td><td>DOWN {@code DNS} · {@code TLS}</td></tr>
 *   <tr><td>this JVM still loads the client's classes</td><td>DOWN {@code NOT_RUN_YET}</td></tr>
 * </table>
 *
 * <p>DOWN of an optional component shows as DEGRADED. An answer carries its {@code status_code}, over TLS {@code
 * certificate_days}, and as latency the time from
 * the request to the end of the body. Texts hold method and path; the host is in the details; the query is nowhere.
 *
 * <p>After a 429 nothing is sent until {@code Retry-After} is over, of which at most 60 s are believed; 10 s if the server
 * does not say. Checks in between repeat the finding, marked {@code repeated}, with the time until the next request as
 * {@code asks_again_in_ms}.
 *
 * <p><b>Health in a circle.</b> What it asks is taken for another service's health, so it sends {@code Health-Chain}, and a
 * service of ours that is asked so leaves out its own {@code HttpProbe}s. Otherwise two services that require each other
 * would both stay DOWN after an outage that they share. Asking for {@code /health/shallow} needs none of this; {@link
 * #endOfChain()} is for what is no service of the fleet.
 *
 * <p>A connection is kept between checks as the server allows, HTTP/1.1 is spoken, and one that did not answer in time is
 * closed. The client's threads come from the monitor, except one that {@code java.net.http} calls its selector manager. On
 * {@link #close()} the client is dropped; it ends when it is collected.
 */
public final class HttpProbe implements Probe {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final String HEALTH_CHAIN = "Health-Chain";

    private final Target target;
    private final HttpRequest request;
    private final int expectedFrom;
    private final int expectedTo;
    private final @Nullable Duration slowAfter;
    private final @Nullable HttpClient given;

    private final Aside<HttpClient> starting = new Aside<>();
    private final Aside<InetAddress> lookup = new Aside<>();
    private volatile @Nullable Timing timing; // written by open
    private volatile @Nullable HttpClient client; // by the check, and by close
    private volatile @Nullable Rest rest; // by the check only
    private volatile @Nullable CompletableFuture<?> exchange; // by the check only
    private volatile boolean closed;

    private HttpProbe(
            Target target,
            HttpRequest request,
            int expectedFrom,
            int expectedTo,
            @Nullable Duration slowAfter,
            @Nullable HttpClient given) {
        this.target = target;
        this.request = request;
        this.expectedFrom = expectedFrom;
        this.expectedTo = expectedTo;
        this.slowAfter = slowAfter;
        this.given = given;
    }

    /**
     * Asks this URL, such as {@code http://inventory/health/shallow}.
     *
     * @throws IllegalArgumentException unless it is http or https with a host, without user, password and fragment
     */
    public static HttpProbe get(String url) {
        return of(Target.of(requireNonNull(url, "url")));
    }

    /** As {@link #get(String)}. */
    public static HttpProbe get(URI url) {
        return of(Target.of(requireNonNull(url, "url")));
    }

    /**
     * Sends this header too; may be called again for another value.
     *
     * @return a new probe, which is to be used instead of this one
     * @throws IllegalArgumentException if {@code java.net.http} does not send such a header; its value is not repeated
     */
    public HttpProbe header(String name, String value) {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
        HttpRequest.Builder more = HttpRequest.newBuilder(request, (n, v) -> true);
        try {
            more.header(name, value);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("header '" + name.replaceAll("\\p{Cntrl}", "?")
                    + "' cannot be sent: its name or value is not allowed, or java.net.http sets it itself");
        }
        return new HttpProbe(target, more.build(), expectedFrom, expectedTo, slowAfter, given);
    }

    /**
     * Says that what answers there never asks for anyone's health, such as a payment provider: nothing is sent about the
     * chain, and other services that ask for our health are told about this component too.
     *
     * @return a new probe, which is to be used instead of this one
     */
    public HttpProbe endOfChain() {
        HttpRequest plain = HttpRequest.newBuilder(request, (name, value) -> !name.equals(HEALTH_CHAIN))
                .build();
        return new HttpProbe(target, plain, expectedFrom, expectedTo, slowAfter, given);
    }

    /**
     * From this time on, from request to end of answer, it is DEGRADED; default half of the attempt's time. A limit that the
     * attempt's time does not reach has no effect.
     *
     * @return a new probe, which is to be used instead of this one
     */
    public HttpProbe slowAfter(Duration answer) {
        if (answer.isNegative() || answer.isZero()) {
            throw new IllegalArgumentException("slowAfter must be positive, but is " + answer);
        }
        return new HttpProbe(target, request, expectedFrom, expectedTo, answer, given);
    }

    /**
     * Which status codes are UP, both ends included; default 200 to 299. 429 is {@code RATE_LIMITED} all the same.
     *
     * @return a new probe, which is to be used instead of this one
     */
    public HttpProbe expectStatus(int from, int to) {
        if (from < 100 || to > 599 || from > to) {
            throw new IllegalArgumentException(
                    "expectStatus must be a range within 100 to 599, but is " + from + " to " + to);
        }
        return new HttpProbe(target, request, from, to, slowAfter, given);
    }

    /**
     * Asks with this client, for its trust, its certificates or its proxy; it stays the caller's to keep and to end. By
     * default the probe makes one of its own at the first check.
     *
     * @return a new probe, which is to be used instead of this one
     * @throws IllegalArgumentException if the client follows redirects: the probe would show another server's health
     */
    public HttpProbe using(HttpClient own) {
        if (own.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("the client of a probe must not follow redirects, but follows "
                    + own.followRedirects() + "; the answer would be another server's");
        }
        return new HttpProbe(target, request, expectedFrom, expectedTo, slowAfter, own);
    }

    @Override
    public void open(Timing given) {
        timing = given;
    }

    @Override
    public Layer layer() {
        return Layer.DOWNSTREAM;
    }

    /** {@code true} unless {@link #endOfChain()} was said. */
    @Override
    public boolean asksAnotherService() {
        return request.headers().firstValue(HEALTH_CHAIN).isPresent();
    }

    /** 60 s: the longest {@code Retry-After} that is believed after a 429. Nothing else makes it ask less. */
    @Override
    public Duration maximumBackoff() {
        return RetryAfter.LONGEST;
    }

    @Override
    public Finding check(ProbeContext context) throws Exception {
        Timing clocks = timing;
        if (clocks == null) {
            throw new IllegalStateException("the probe has not been opened: open(Timing) comes before the first check");
        }
        if (closed) {
            throw new IllegalStateException("the probe is closed");
        }
        Rest resting = rest;
        Finding repeated =
                resting == null ? null : resting.repeated(clocks.ticker().nanos());
        if (repeated != null) {
            return repeated;
        }
        HttpClient ready;
        try {
            ready = started(context, clocks);
        } catch (TimeoutException coldStart) {
            return Finding.down(Code.NOT_RUN_YET, "The HTTP client is still starting");
        }
        return ask(ready, context, clocks).detail("server", target.server());
    }

    @Override
    public void close() {
        closed = true;
        client = null;
        CompletableFuture<?> running = exchange;
        if (running != null) {
            running.cancel(true);
        }
    }

    private static HttpProbe of(Target target) {
        HttpRequest request = HttpRequest.newBuilder(target.uri())
                .version(HttpClient.Version.HTTP_1_1)
                .header(HEALTH_CHAIN, "1")
                .GET()
                .build();
        return new HttpProbe(target, request, 200, 299, null, null);
    }

    /** The client; loading its classes can take longer than an attempt on a busy machine at start, so it is done aside. */
    private HttpClient started(ProbeContext context, Timing clocks) throws Exception {
        HttpClient ready = given != null ? given : client;
        if (ready == null) {
            // Less than the whole time, so that there are own words for it before the monitor says TIMEOUT.
            long patience = context.remaining().toNanos() / 10 * 9;
            ready = starting.get(
                    () -> newClient(context.component(), clocks.executor()),
                    clocks.executor(),
                    result -> result.get(patience, TimeUnit.NANOSECONDS));
            client = ready;
        }
        return ready;
    }

    private static HttpClient newClient(String component, Executor executor) {
        return HttpClient.newBuilder()
                .executor(task -> executor.execute(() -> runNamed("plimsoll-http-" + component, task)))
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static void runNamed(String name, Runnable task) {
        Thread thread = Thread.currentThread();
        String before = thread.getName();
        thread.setName(name);
        try {
            task.run();
        } finally {
            thread.setName(before);
        }
    }

    private Finding ask(HttpClient ready, ProbeContext context, Timing clocks) throws Exception {
        Duration limit = context.remaining();
        try {
            if (given == null) {
                lookup.get(
                        () -> InetAddress.getByName(target.uri().getHost()),
                        clocks.executor(),
                        address -> context.await(address));
            }
            Duration before = context.remaining();
            HttpResponse<Boolean> answer = context.await(send(ready, context));
            return answered(answer, context.spentSince(before), limit, clocks);
        } catch (TimeoutException | CancellationException late) {
            return NoAnswer.inTime(target);
        } catch (InterruptedException interrupt) {
            if (context.isCancelled()) {
                return NoAnswer.inTime(target);
            }
            throw interrupt;
        } catch (ExecutionException failed) {
            return unanswered(failed, context);
        } finally {
            CompletableFuture<?> sent = exchange;
            if (sent != null) {
                sent.cancel(true);
            }
        }
    }

    private CompletableFuture<HttpResponse<Boolean>> send(HttpClient ready, ProbeContext context) {
        CompletableFuture<HttpResponse<Boolean>> sent = ready.sendAsync(request, head -> new BoundedBody());
        exchange = sent;
        context.onCancel(() -> sent.cancel(true));
        if (closed) {
            sent.cancel(true);
        }
        return sent;
    }

    private Finding answered(HttpResponse<Boolean> answer, Duration took, Duration limit, Timing clocks) {
        int status = answer.statusCode();
        Finding finding = verdict(status, took, limit).with("status_code", status);
        Instant now = clocks.clock().instant();
        Instant until = ServerCertificate.validUntil(answer);
        finding = (until == null ? finding : ServerCertificate.judged(finding, until, now, target)).took(took);
        if (status == TOO_MANY_REQUESTS) {
            Duration pause = RetryAfter.of(answer.headers(), now);
            rest = new Rest(clocks.ticker().nanos() + pause.toNanos(), finding.detail("server", target.server()));
            finding = finding.with("asks_again_in_ms", pause.toMillis());
        }
        return finding;
    }

    private Finding verdict(int status, Duration took, Duration limit) {
        if (status == TOO_MANY_REQUESTS) {
            return Finding.degraded(Code.RATE_LIMITED, "Rate limited on GET " + target.path());
        }
        if (status < expectedFrom || status > expectedTo) {
            return Finding.degraded(Code.BAD_RESPONSE, "Unexpected status " + status + " on GET " + target.path());
        }
        Duration slow = slowAfter == null ? limit.dividedBy(2) : slowAfter;
        return took.compareTo(slow) < 0
                ? Finding.up()
                : Finding.degraded(Code.SLOW, "Slow answer to GET " + target.path());
    }

    private Finding unanswered(ExecutionException failed, ProbeContext context) throws ExecutionException {
        if (context.isCancelled()) {
            return NoAnswer.inTime(target);
        }
        Finding finding = NoAnswer.of(requireNonNull(failed.getCause(), "cause"), target);
        if (finding == null) {
            throw failed;
        }
        return finding;
    }
}
