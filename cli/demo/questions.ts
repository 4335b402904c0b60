/** What the demo asks of the index and of the analytics copy. */
export const SEARCHES = [
  { entity: 'film', query: 'star wars' },
  { entity: 'film', query: 'alien*' },
  { entity: 'film', query: 'kubrick' },
] as const;

export interface Question {
  readonly name: string;
  readonly title: string;
  readonly sql: string;
}

export const QUESTIONS: readonly Question[] = [
  {
    name: 'filmsPerGenre',
    title: 'Films per genre (current state)',
    sql: `SELECT coalesce(genre, '(none)') AS genre, count(*) AS films, round(avg(imdbRating), 2) AS rating,
  sum(worldwideGross) // 1000000 AS gross_millions
FROM film_current GROUP BY 1 ORDER BY films DESC, genre LIMIT 8`,
  },
  {
    name: 'revenueByDay',
    title: 'Revenue by day (from the history of stock)',
    sql: `WITH steps AS (
  SELECT CAST(_at AS DATE) AS day, store,
    revenue - coalesce(lag(revenue) OVER each_shelf, 0) AS taken,
    sold - coalesce(lag(sold) OVER each_shelf, 0) AS units
  FROM stock_history WHERE _operation <> 'deleted'
  WINDOW each_shelf AS (PARTITION BY _key ORDER BY _position)
)
SELECT day, store, sum(units) AS units, sum(taken) AS revenue FROM steps GROUP BY day, store ORDER BY day, store`,
  },
  {
    name: 'left',
    title: 'Films that left the shop',
    sql: `SELECT coalesce(_cause, 'withdrawn') AS cause, count(*) AS films, min(title) AS for_example
FROM film_history WHERE _operation = 'deleted' GROUP BY 1 ORDER BY 1`,
  },
];
