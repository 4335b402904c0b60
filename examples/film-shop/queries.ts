/** What the shop asks its analytics copy. */
import type { NamedQuery } from 'headwater';

export const filmsPerGenre: NamedQuery = {
  name: 'films-per-genre',
  description: 'Films, their rating and their takings per genre, now',
  sql: `SELECT coalesce(genre, '(none)') AS genre, count(*) AS films, round(avg(imdbrating), 2) AS rating,
  sum(worldwidegross) AS gross
FROM film_current
GROUP BY coalesce(genre, '(none)')
ORDER BY films DESC, genre
LIMIT 8`,
};

/**
 * A stock row counts units and takings since it was made: a day's are the differences between its changes. Of what was
 * taken before the first change that the history holds, no day is known.
 */
export const revenueByDay: NamedQuery = {
  name: 'revenue-by-day',
  description: 'Units sold and revenue per day and store, from the history of stock',
  sql: `WITH steps AS (
  SELECT CAST(_at AS DATE) AS day, store,
    revenue - CASE WHEN _operation = 'created' THEN 0 ELSE lag(revenue) OVER (PARTITION BY _key ORDER BY _position) END AS taken,
    sold - CASE WHEN _operation = 'created' THEN 0 ELSE lag(sold) OVER (PARTITION BY _key ORDER BY _position) END AS units
  FROM stock_history
  WHERE _operation IN ('created', 'updated')
)
SELECT day, store, sum(units) AS units, sum(taken) AS revenue
FROM steps
GROUP BY day, store
ORDER BY day, store`,
};

export const filmsThatLeft: NamedQuery = {
  name: 'films-that-left',
  description: 'Films that left the shop, by cause',
  sql: `SELECT coalesce(_cause, 'withdrawn') AS cause, count(*) AS films, min(title) AS for_example
FROM film_history
WHERE _operation = 'deleted'
GROUP BY coalesce(_cause, 'withdrawn')
ORDER BY cause`,
};
