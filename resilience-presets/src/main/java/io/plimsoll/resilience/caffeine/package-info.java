/**
 * The last good answers in a Caffeine cache with a bound, for those who have Caffeine (an optional dependency that only this
 * package imports).
 *
 * <pre>{@code
 * StaleCache<User, List<Item>> cache = StaleCache.of(10_000, ofMinutes(10));
 * Served<List<Item>> items = recs.serve(attempt -> api.recommend(user), staleFrom(cache, user, ofMinutes(5)).orElse(List.of()));
 * }</pre>
 */
@NullMarked
package io.plimsoll.resilience.caffeine;

import org.jspecify.annotations.NullMarked;
