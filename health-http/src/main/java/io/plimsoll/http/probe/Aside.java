package io.plimsoll.http.probe;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Work that blocks and cannot be aborted, such as a name lookup, done on a thread that nobody has to wait for.
 *
 * <p>Whoever gives up waiting finds the same work, or its result, the next time: what hangs costs one thread, however often
 * it is asked for. Called by one thread at a time.
 */
final class Aside<T> {

    /** Waits as long as it likes. */
    @FunctionalInterface
    interface Patience<T> {
        T await(CompletableFuture<T> result) throws Exception;
    }

    private @Nullable CompletableFuture<T> under;

    T get(Callable<T> work, Executor executor, Patience<T> patience) throws Exception {
        CompletableFuture<T> result = under;
        if (result == null) {
            result = CompletableFuture.supplyAsync(() -> call(work), executor);
            under = result;
        }
        try {
            return patience.await(result);
        } finally {
            if (result.isDone()) {
                under = null;
            }
        }
    }

    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception failed) {
            throw new CompletionException(failed);
        }
    }
}
