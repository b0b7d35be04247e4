urlpatterns: list = []
app_name = "editions"
