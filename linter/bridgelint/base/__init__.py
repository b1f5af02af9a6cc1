"""What every room uses: records, source places, findings and failures, the nearest name."""
