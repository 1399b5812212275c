package io.plimsoll.http.probe;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body to its end and throws it away, so that the connection can be used again; after 64 KB it hangs up instead,
 * because what has answered has answered.
 */
final class BoundedBody implements BodySubscriber<Boolean> {

    static final long LIMIT_BYTES = 64 * 1024;

    private final CompletableFuture<Boolean> complete = new CompletableFuture<>();
    private @Nullable Subscription subscription; // calls come one after the other
    private long bytes;

    /** Completes with whether the body was read to its end. */
    @Override
    public CompletionStage<Boolean> getBody() {
        return complete;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        if (bytes > LIMIT_BYTES && subscription != null) {
            subscription.cancel();
            complete.complete(false);
        }
    }

    @Override
    public void onError(Throwable failure) {
        complete.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        complete.complete(true);
    }
}
