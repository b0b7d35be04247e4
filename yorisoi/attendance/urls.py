urlpatterns=[]
app_name="attendance"
