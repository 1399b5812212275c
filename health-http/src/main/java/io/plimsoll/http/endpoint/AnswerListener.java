package io.plimsoll.http.endpoint;

/** Is told of every answer, for counting them. What it throws is logged once and changes no answer. */
@FunctionalInterface
public interface AnswerListener {

    /**
     * Called on the thread that answers, before the answer is sent: keep it short.
     *
     * @param endpoint one of {@code shallow}, {@code ready}, {@code started}, {@code deep}, {@code component}, {@code
     *     journal}, {@code panic}, {@code mitigation} and {@code other}; never text from the request, so that it can be a metric's tag
     * @param status of the answer
     */
    void answered(String endpoint, int status);
}
