"""What is owed for a report or a case says itself since when: only duties of another subject need lie in no order.

To scatter the four duties of each report made SQLite write some fifty pages more for it than where they lie in order.
"""

from django.db import migrations

from yorisoi.journal.scattering import Scatter


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_scattered")]
    operations = [Scatter("duties_duty", some="subject_id")]
