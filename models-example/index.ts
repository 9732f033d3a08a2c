export { AcclaimedMovie } from './acclaimed-movie';
export { Account } from './account';
export { Airport, Position } from './airport';
export { LoginToken } from './login-token';
export { Movie, RATINGS } from './movie';
export { MovieViews } from './movie-views';
export { SensorReading } from './sensor-reading';
