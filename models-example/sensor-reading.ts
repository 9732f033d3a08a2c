import { ClusteringKey, Document, Entity, Field, PrimaryKey } from '../lib';

/** A compound key: readings of a sensor, the newest first. */
@Entity({ name: 'example_sensor_reading' })
export class SensorReading extends Document {
  @PrimaryKey({ type: 'string' }) sensor!: string;

  @ClusteringKey({ type: 'timestamp', order: 'desc' }) at!: Date;

  @Field({ type: 'double' }) celsius!: number;
}
