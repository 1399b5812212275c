package io.plimsoll.http.spring;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.monitor.Drain;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.Eventually;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** A Spring application that closes while time is moved by hand. */
class DrainBeforeCloseTest {

    private static final Duration WAIT = ofSeconds(10);
    private static final Duration PATIENCE = ofSeconds(10);

    private final Checkout checkout = Checkout.up();
    private final CountDownLatch toldTheOthers = new CountDownLatch(1);
    private final GenericApplicationContext application = new GenericApplicationContext();
    private volatile Thread hook = new Thread();

    @BeforeEach
    void declareTheBeans() {
        application.registerBean("tasks", ThreadPoolTaskExecutor.class);
        application.registerBean("other", ApplicationListener.class, this::other);
        application.registerBean(
                "drain", DrainBeforeClose.class, () -> new DrainBeforeClose(Drain.of(checkout.health, WAIT)));
    }

    @AfterEach
    void close() {
        checkout.close();
    }

    @Test
    void keepsEverythingAtWorkUntilTheWaitIsOver() throws Exception {
        application.refresh();
        var tasks = application.getBean("tasks", ThreadPoolTaskExecutor.class);

        CompletableFuture<Void> closing = close(application);
        awaitDraining();

        assertThat(checkout.health.ready().reason()).isEqualTo("Draining");
        assertThat(tasks.submit(() -> "done").get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("done");
        checkout.after(WAIT.minusNanos(1));
        assertThat(toldTheOthers.getCount()).isOne();
        assertThat(application.isRunning()).isTrue();

        checkout.after(Duration.ofNanos(1));
        closing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(toldTheOthers.getCount()).isZero();
        assertThat(application.isRunning()).isFalse();
    }

    @Test
    void holdsTheCloseEvenWhereEventsAreHandedToAnExecutor() throws Exception {
        application.registerBean(
                AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
                ApplicationEventMulticaster.class,
                DrainBeforeCloseTest::asynchronous);
        application.refresh();

        CompletableFuture<Void> closing = close(application);
        awaitDraining();

        assertThat(application.isRunning()).isTrue();
        checkout.after(WAIT);
        closing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void doesNotCareWhenAChildCloses() {
        application.refresh();
        var child = new GenericApplicationContext(application);
        child.refresh();

        child.close();

        assertThat(toldTheOthers.getCount()).as("the event came here, too").isZero();
        assertThat(checkout.health.isDraining()).isFalse();
    }

    private ApplicationListener<ContextClosedEvent> other() {
        return new ApplicationListener<>() {
            @Override
            public void onApplicationEvent(ContextClosedEvent event) {
                toldTheOthers.countDown();
            }
        };
    }

    private static ApplicationEventMulticaster asynchronous() {
        var multicaster = new SimpleApplicationEventMulticaster();
        multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor());
        return multicaster;
    }

    private CompletableFuture<Void> close(GenericApplicationContext application) {
        return CompletableFuture.runAsync(application::close, task -> {
            hook = new Thread(task, "closing");
            hook.setDaemon(true);
            hook.start();
        });
    }

    private void awaitDraining() throws Exception {
        // That it drains is known a moment before the end of its wait is: time must not pass in between.
        Eventually.until("it waits", PATIENCE, () -> hook.getState() == Thread.State.TIMED_WAITING);
        assertThat(checkout.health.isDraining()).isTrue();
    }
}
