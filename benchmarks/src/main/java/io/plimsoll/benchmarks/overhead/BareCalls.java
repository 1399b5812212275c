package io.plimsoll.benchmarks.overhead;

/** Nothing. */
final class BareCalls implements Calls {

    @Override
    public <T> T inventory(Work<T> work) throws Exception {
        return work.within(Storefront.LIMIT);
    }

    @Override
    public <T> T database(Work<T> work) throws Exception {
        return work.within(Storefront.LIMIT);
    }

    @Override
    public int opsPort() {
        return 0;
    }

    @Override
    public void close() {}
}
